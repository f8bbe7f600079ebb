use crate::resolve::File;
#[test]
fn corpus() {
    let mut paths: Vec<_> = std::env::var("DOCS").unwrap().split_whitespace().map(String::from).collect();
    paths.sort();
    for path in paths {
        let t0 = std::time::Instant::now();
        let source = match crate::Source::read(&path) { Ok(s) => s, Err(e) => { println!("{path}: {e}"); continue } };
        let root = match source.parse() { Ok(r) => r, Err(e) => { println!("{path}: LOAD {:?} {}", e.location, e.message); continue } };
        let t1 = std::time::Instant::now();
        let mut files = vec![File::new(source, root)];
        crate::resolve::read_files(&mut files);
        let t2 = std::time::Instant::now();
        let lifted = crate::lift::lift(&files);
        let t3 = std::time::Instant::now();
        let t = format!("load {:?} resolve {:?} lift {:?}", t1 - t0, t2 - t1, t3 - t2);
        match lifted {
            Ok(d) => { println!("{path}: ok {} ops {} schemas {} notes, {t}", d.operations.len(), d.schemas.len(), d.notes.len()); for n in d.notes.iter().take(3) { println!("    {n}") } }
            Err(p) => { println!("{path}: {} PROBLEMS, {t}", p.len()); for p in p.iter().take(8) { println!("    {p}") } }
        }
    }
}
