//! A project without files.

use std::sync::Arc;

use bartizan_hcl::eval::{Files, Refusal};

pub(crate) struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _: &str) -> Result<Arc<[u8]>, Refusal> {
        Err(Refusal { reason: "there are no files".to_owned(), is_absent: true })
    }

    fn list(&self, _: &str) -> Result<Vec<String>, Refusal> {
        Ok(Vec::new())
    }
}
