//! Terraform plans as resources.
//!
//! [`read_plan`] takes what `terraform show -json` prints (format versions 0.1 to 1.x, or none) and gives every resource
//! instance that exists after the apply, every data source that was or will be read, and every provider configuration.
//! Outputs of the root module and calls of modules follow where a policy asks for them: see [`Declarations`].
//! What a value refers to, and which values are literals, comes from the plan's `configuration` section.
//!
//! Resources of type `kubernetes_*` and `keycloak_*` are also presented in the shape of those platforms.

mod address;
mod case;
mod configuration;
pub(crate) mod declarations;
mod instance;
mod join;
mod keycloak;
mod kubernetes;
mod marks;
mod origin;
mod plan;
mod provider;
mod references;
mod release;
pub mod source;
#[cfg(test)]
mod tests;
mod values;

pub use declarations::Declarations;
pub use join::{planned_addresses, variables};
pub use plan::{read_plan, read_plan_of};
pub use release::HelmRelease;
pub(crate) use release::secrets as release_secrets;

use crate::source::{Node, SourceError, SourceErrorKind};

/// A fault in the shape of a plan, at `node`.
fn malformed(node: &Node, message: impl Into<String>) -> SourceError {
    SourceError {
        kind: SourceErrorKind::Parse,
        message: message.into(),
        help: Some("write the plan with `terraform show -json PLANFILE`".to_owned()),
        span: Some(node.span),
    }
}
