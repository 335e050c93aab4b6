//! Packaged charts: `.tgz` archives, which are hostile input.

use std::io::Read;

use flate2::read::MultiGzDecoder;
use tar::{Archive, Entry, EntryType};

use super::ChartFile;
use crate::{Error, Result};

/// Bytes that all archives of a chart may hold together; Helm's bound for one of them.
pub(super) const MAX_BYTES: u64 = 100 << 20;

/// Bytes that one file may hold; Helm's bound.
pub(super) const MAX_FILE_BYTES: u64 = 5 << 20;

/// Files that an archive may hold.
const MAX_FILES: usize = 50_000;

/// The files of the archive `data`, their paths relative to its top folder; what they hold is taken from `left`.
///
/// Links have no content of their own and are empty files, as for Helm.
pub(super) fn files(data: &[u8], left: &mut u64) -> Result<Vec<ChartFile>> {
    if !data.starts_with(&[0x1f, 0x8b]) {
        return Err(Error::new("gzip: invalid header"));
    }
    // What stands between the files counts as well: headers, padding and files that are skipped.
    let room = left.saturating_mul(2).saturating_add(1 << 20);
    let mut archive = Archive::new(MultiGzDecoder::new(data).take(room));
    let mut files = Vec::new();
    for entry in archive.entries().map_err(unreadable)? {
        if let Some(file) = file(entry.map_err(unreadable)?, left)? {
            if files.len() == MAX_FILES {
                return Err(Error::limit(format!("the chart archive holds more than {MAX_FILES} files")));
            }
            files.push(file);
        }
    }
    if files.is_empty() {
        return Err(Error::new("no files in chart archive"));
    }
    Ok(files)
}

fn file(mut entry: Entry<'_, impl Read>, left: &mut u64) -> Result<Option<ChartFile>> {
    let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
    let kind = entry.header().entry_type();
    let skipped = matches!(kind, EntryType::Directory | EntryType::XGlobalHeader | EntryType::XHeader);
    if skipped || name.ends_with('/') {
        return Ok(None);
    }
    let path = path_in_chart(&name)?;
    let too_large = || Error::limit(format!("decompressed chart is larger than the maximum file size {MAX_BYTES}"));
    if entry.size() > *left {
        return Err(too_large());
    }
    if entry.size() > MAX_FILE_BYTES {
        return Err(Error::limit(format!(
            "decompressed chart file {name:?} is larger than the maximum file size {MAX_FILE_BYTES}"
        )));
    }
    let mut data = Vec::new();
    let size = entry.size();
    let read = Read::take(&mut entry, size).read_to_end(&mut data).map_err(unreadable)? as u64;
    *left = left.saturating_sub(read);
    if read < size || *left == 0 {
        return Err(too_large());
    }
    Ok(Some(ChartFile { path, data }))
}

/// The path below the archive's top folder, whatever its name.
fn path_in_chart(name: &str) -> Result<String> {
    let delimiter = if name.contains('\\') { '\\' } else { '/' };
    let (top, rest) = name.split_once(delimiter).unwrap_or((name, ""));
    let rest = rest.replace(delimiter, "/");
    if rest.starts_with('/') {
        return Err(Error::new("chart illegally contains absolute paths"));
    }
    let Some(path) = clean(&rest) else {
        return Err(Error::new("chart illegally references parent directory"));
    };
    if path.is_empty() {
        return Err(Error::new(format!("chart illegally contains content outside the base directory: {name:?}")));
    }
    if path.starts_with("..") {
        return Err(Error::new("chart illegally references parent directory"));
    }
    if path.as_bytes().get(1..3) == Some(b":/") && path.as_bytes()[0].is_ascii_alphabetic() {
        return Err(Error::new("chart contains illegally named files"));
    }
    if top == "Chart.yaml" {
        return Err(Error::new("chart yaml not in base directory"));
    }
    Ok(path)
}

/// `path` without `.`, `..` and empty parts; none when it leaves its folder.
fn clean(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn unreadable(error: std::io::Error) -> Error {
    Error::new(error.to_string())
}
