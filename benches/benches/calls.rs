//! The time of a call, with 1, 8 and 32 threads that share a client.

#![expect(clippy::unwrap_used, reason = "a failed call ends the benchmark")]

use std::sync::LazyLock;

use divan::Bencher;
use whatsapi_benches::clients::{self, Connect, TimeLimits};
use whatsapi_benches::server::Server;

static SERVER: LazyLock<Server> = LazyLock::new(|| Server::start().unwrap());

fn main() {
    divan::main();
}

fn bench(bencher: Bencher<'_, '_>, connect: Connect) {
    let call = connect(SERVER.url(), TimeLimits::On).unwrap();
    bencher.bench(|| call().unwrap());
}

#[divan::bench_group(threads = [1, 8, 32], sample_count = 64, sample_size = 50)]
mod get_group {
    use super::{Bencher, bench, clients};

    #[divan::bench]
    fn ureq(bencher: Bencher<'_, '_>) {
        bench(bencher, clients::ureq);
    }

    #[divan::bench]
    fn generated(bencher: Bencher<'_, '_>) {
        bench(bencher, clients::generated);
    }

    #[divan::bench]
    fn handle(bencher: Bencher<'_, '_>) {
        bench(bencher, clients::handle);
    }

    #[divan::bench]
    fn reqwest(bencher: Bencher<'_, '_>) {
        bench(bencher, clients::reqwest);
    }
}
