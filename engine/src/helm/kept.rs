//! Charts as they were last loaded: the environments of a chart have its files, and what these parse to, in common.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use bartizan_helm::chart::Chart;

use super::files::{ChartFiles, Found};

/// Bytes of charts that are kept.
const MAX_BYTES: usize = 64 << 20;

/// Charts by their folders, each kept for as long as nothing that was looked at changes.
#[derive(Debug, Default)]
pub struct Charts {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    slots: BTreeMap<Arc<str>, Slot>,
    /// Bytes that were loaded into them.
    size: usize,
}

/// Locked while the chart is loaded: who wants it too waits for it.
type Slot = Arc<Mutex<Option<Arc<Loaded>>>>;

/// A chart and what was found on the way to it.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) chart: bartizan_helm::Result<Chart>,
    found: Found,
}

impl Charts {
    /// The chart of the folder that `own` reads, which knows what was found from then on.
    pub(super) fn load(&self, own: &mut ChartFiles<'_>) -> Arc<Loaded> {
        let slot = {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(kept.slots.entry(Arc::clone(own.dir())).or_default())
        };
        let mut content = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(loaded) = content.as_ref().filter(|loaded| own.is_current(&loaded.found)) {
            own.resume(&loaded.found);
            return Arc::clone(loaded);
        }
        let chart = own.chart();
        let loaded = Arc::new(Loaded { chart, found: own.found() });
        *content = Some(Arc::clone(&loaded));
        drop(content);
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).add(loaded.size());
        loaded
    }

    /// Forgets them all, and what their texts parsed to: what is in use stays with its users.
    pub fn clear(&self) {
        bartizan_helm::render::forget();
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Kept::default();
    }
}

impl Kept {
    /// Counts what was loaded, and forgets everything when that is too much: what is in use stays with its users.
    fn add(&mut self, size: usize) {
        self.size = self.size.saturating_add(size);
        if self.size > MAX_BYTES {
            *self = Self::default();
        }
    }
}

impl Loaded {
    /// Bytes of its files.
    fn size(&self) -> usize {
        let (mut size, mut waiting) = (self.found.size(), Vec::from_iter(&self.chart));
        while let Some(chart) = waiting.pop() {
            size += chart.files.iter().map(|file| file.data.len()).sum::<usize>();
            waiting.extend(&chart.dependencies);
        }
        size
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{Files, Limits};

    #[test]
    fn a_chart_is_loaded_again_when_something_of_it_changes_or_too_much_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("shop/templates")).unwrap();
        std::fs::write(folder.path().join("shop/Chart.yaml"), "apiVersion: v2\nname: shop\nversion: 1.0.0\n").unwrap();
        std::fs::write(folder.path().join("shop/templates/a.yaml"), "a: 1\n").unwrap();
        let mut files = Files::new(folder.path().to_path_buf(), Limits::default()).unwrap();
        let charts = Charts::default();
        let load = |files: &Files| {
            let mut own = ChartFiles::new(files, &"shop".into());
            let loaded = charts.load(&mut own);
            assert_eq!(own.sources.len(), loaded.found.sources.len());
            assert!(own.is_current(&own.found()));
            loaded
        };
        let templates = |loaded: &Loaded| loaded.chart.as_ref().unwrap().templates.len();

        let first = load(&files);
        assert_eq!((templates(&first), first.size()), (1, 41 + 5));
        assert!(Arc::ptr_eq(&first, &load(&files)));

        files.set_overlay("shop/templates/a.yaml", "a: 2\n".into());
        let edited = load(&files);
        assert!(!Arc::ptr_eq(&first, &edited));
        assert!(Arc::ptr_eq(&edited, &load(&files)));

        std::fs::write(folder.path().join("shop/templates/b.yaml"), "b: 1\n").unwrap();
        let larger = load(&files);
        assert_eq!(templates(&larger), 2);

        charts.kept.lock().unwrap().add(MAX_BYTES);
        assert!(!Arc::ptr_eq(&larger, &load(&files)));
    }
}
