//! Plans in, resources out.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod corpus;
mod declarations;
mod joined;
mod keycloak;
mod kubernetes;
mod references;
mod shapes;

use crate::config::Config;
use crate::resource::{Platform, Resource};
use crate::source::{Format, SourceError};
use crate::terraform::read_plan;
use crate::testing;

/// Reads a plan written as JSON.
fn read(text: &str) -> (Vec<Resource>, Vec<SourceError>) {
    let (_, document) = testing::document(text, Format::Json);
    read_plan(&document, &Config::default())
}

/// Reads a plan and prints everything of Terraform's own in it.
fn shown(text: &str) -> String {
    let (resources, errors) = read(text);
    let own: Vec<Resource> =
        resources.into_iter().filter(|resource| resource.platform == Platform::Terraform).collect();
    testing::show_all(&own, &errors)
}
