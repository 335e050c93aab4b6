//! The arguments of `bartizan exceptions`.

use std::path::PathBuf;

use clap::Args;

use super::{ListFormat, ScanArgs};

#[derive(Args, Debug)]
pub(crate) struct ExceptionsArgs {
    #[command(flatten)]
    pub(crate) scan: ScanArgs,
    /// How to print them.
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub(crate) format: ListFormat,
    /// Only those that the change since this revision adds, as for `bartizan check --since`.
    #[arg(long, value_name = "REV")]
    pub(crate) since: Option<String>,
    /// Only those that have expired.
    #[arg(long)]
    pub(crate) expired: bool,
    /// Only those that expire within so many days; with --expired those that have too.
    #[arg(long, value_name = "DAYS")]
    pub(crate) expiring: Option<u32>,
    /// Exit with status 1 when one has expired.
    #[arg(long)]
    pub(crate) fail_expired: bool,
    /// Say how many findings this file knows (see `bartizan baseline`).
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
}
