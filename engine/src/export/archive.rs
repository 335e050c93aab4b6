//! Files as one archive whose bytes depend on nothing but the files.

use std::io::{self, Write as _};

use flate2::{Compression, GzBuilder};

use super::ExportedFiles;

/// Readable by all, writable by the owner.
const MODE: u32 = 0o644;

/// A `tar.gz` of `files`, sorted by path, without times, users and groups.
///
/// # Errors
///
/// A path that is too long for the format.
pub fn tar_gz(files: &ExportedFiles) -> io::Result<Vec<u8>> {
    let mut archive = tar::Builder::new(Vec::new());
    for (path, content) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(content.len() as u64);
        header.set_mode(MODE);
        header.set_mtime(0);
        archive.append_data(&mut header, path, content.as_slice())?;
    }
    let mut packed = GzBuilder::new().mtime(0).operating_system(UNKNOWN_SYSTEM).write(Vec::new(), Compression::best());
    packed.write_all(&archive.into_inner()?)?;
    packed.finish()
}

/// What a gzip header says where it does not say what wrote it (RFC 1952, 2.3.1).
const UNKNOWN_SYSTEM: u8 = 255;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_files_are_the_same_bytes() {
        let files = ExportedFiles::from([("b/c.rego".to_owned(), b"package b".to_vec()), ("a".to_owned(), Vec::new())]);
        let archive = tar_gz(&files).unwrap();
        assert_eq!(archive, tar_gz(&files.clone()).unwrap());
        let mut read = tar::Archive::new(flate2::read::GzDecoder::new(archive.as_slice()));
        let entries = read.entries().unwrap().map(|entry| {
            let entry = entry.unwrap();
            (entry.path().unwrap().display().to_string(), entry.size(), entry.header().mtime().unwrap())
        });
        assert_eq!(entries.collect::<Vec<_>>(), [("a".to_owned(), 0, 0), ("b/c.rego".to_owned(), 9, 0)]);
    }
}
