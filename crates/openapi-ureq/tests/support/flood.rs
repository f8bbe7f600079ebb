//! Data for endless responses.

/// The length of the content of a [`chunk`].
pub const CHUNK: usize = 64 << 10;

/// A chunk of white space, encoded for `Transfer-Encoding: chunked`.
pub fn chunk() -> Vec<u8> {
    let mut chunk = format!("{CHUNK:x}\r\n").into_bytes();
    chunk.resize(chunk.len() + CHUNK, b' ');
    chunk.extend(b"\r\n");
    chunk
}

/// Zeros in gzip: the start of the stream, and a block of one megabyte that can be repeated.
#[cfg(feature = "gzip")]
pub fn bomb() -> (Vec<u8>, Vec<u8>) {
    use flate2::{Compress, Compression, FlushCompress};

    let mut zeros = Vec::with_capacity(64 << 10);
    let mut compress = Compress::new(Compression::best(), false);
    compress.compress_vec(&vec![0; 1 << 20], &mut zeros, FlushCompress::Full).unwrap();
    assert!(zeros.len() < 4 << 10, "a megabyte becomes {} bytes", zeros.len());
    (b"\x1F\x8B\x08\0\0\0\0\0\0\xFF".to_vec(), zeros)
}
