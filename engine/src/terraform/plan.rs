//! The plan as a whole.

use crate::config::Config;
use crate::resource::{Path, Platform, Resource, Unknown};
use crate::source::{Document, Node, SourceError, SourceErrorKind};

use super::configuration::Module;
use super::declarations::{self, Declarations};
use super::instance::{Instance, InstanceKeys, instances};
use super::join::Places;
use super::keycloak::{self, Derived};
use super::kubernetes;
use super::malformed;
use super::marks::marked;
use super::origin::Origins;
use super::provider;
use super::references::{Resolver, Scope};
use super::source::Reading;
use super::values::normalise;

/// The newest major version of the plan format that is understood.
const FORMAT_MAJOR: u32 = 1;

/// Reads the plan `document` into resources, in the order of its sections: changes, what is planned without a change, data
/// sources read while planning, provider configurations. What a resource makes in Kubernetes or Keycloak follows it. What is malformed is an error and left out; the rest is read.
#[must_use]
pub fn read_plan(document: &Document, config: &Config) -> (Vec<Resource>, Vec<SourceError>) {
    read(document, config, None, Declarations::default())
}

/// Reads the plan `document` as [`read_plan`] does, and `declarations` too; what the configuration `written` writes out
/// stands there.
#[must_use]
pub fn read_plan_of(
    document: &Document,
    written: Option<&Reading>,
    declarations: Declarations,
    config: &Config,
) -> (Vec<Resource>, Vec<SourceError>) {
    read(document, config, written.map(Places::new).as_ref(), declarations)
}

fn read(
    document: &Document,
    config: &Config,
    places: Option<&Places<'_>>,
    declarations: Declarations,
) -> (Vec<Resource>, Vec<SourceError>) {
    let root = &document.root;
    let mut errors = Vec::new();
    if root.as_mapping().is_none() {
        return (Vec::new(), vec![malformed(root, "a Terraform plan is a JSON object")]);
    }
    if let Some(version) = root.get("format_version").filter(|version| !version.is_null()) {
        match format_major(version) {
            Some(major) if major > FORMAT_MAJOR => return (Vec::new(), vec![too_new(version)]),
            Some(_) => {}
            None => errors.push(malformed(version, "`format_version` is not a version such as \"1.2\"")),
        }
    }
    let instances = instances(root, &mut errors);
    let configuration = root.get("configuration");
    let module = configuration.and_then(|configuration| configuration.get("root_module"));
    let resolver = Resolver {
        root: module.map(Module::new).unwrap_or_default(),
        keys: InstanceKeys::new(&instances),
        variables: root.get("variables"),
    };
    let providers = configuration.and_then(|configuration| configuration.get("provider_config"));
    let mut resources = Vec::new();
    let mut parts = Vec::new();
    for instance in &instances {
        let (mut resource, origins) = resource(instance, &resolver, providers, config);
        if let Some(places) = places {
            places.place(&mut resource);
        }
        let object = kubernetes::derive(&resource, &origins, config);
        let derived = keycloak::derive(&resource, &origins, config);
        // What nobody wrote the provider fills in; to a policy it is absent, as it is in source.
        resource.unknown.retain(|unknown| !origins.is_unwritten(&unknown.path));
        resources.push(resource);
        resources.extend(object);
        match derived {
            Some(Derived::Resource(derived)) => resources.push(*derived),
            Some(Derived::Part(part)) => parts.push(part),
            None => {}
        }
    }
    keycloak::complete(&mut resources, parts);
    let mut rest = Vec::new();
    if let Some(section) = providers {
        rest.extend(provider::providers(section, &resolver, config, &mut errors));
    }
    rest.extend(declarations::of_plan(root, &resolver, declarations));
    if let Some(places) = places {
        rest.iter_mut().for_each(|resource| places.place(resource));
    }
    resources.extend(rest);
    (resources, errors)
}

fn format_major(version: &Node) -> Option<u32> {
    version.as_str()?.split('.').next()?.parse().ok()
}

fn too_new(version: &Node) -> SourceError {
    SourceError {
        kind: SourceErrorKind::Limit,
        message: format!("plan format {} is newer than {FORMAT_MAJOR}.x", version.as_str().unwrap_or_default()),
        help: Some("update bartizan, or write the plan with an older Terraform".to_owned()),
        span: Some(version.span),
    }
}

/// The resource that policies see, and where its values come from.
fn resource<'a>(
    instance: &Instance<'a>,
    resolver: &Resolver<'a>,
    providers: Option<&'a Node>,
    config: &Config,
) -> (Resource, Origins) {
    let address = &instance.address;
    let block =
        resolver.root.descendant(&address.module).and_then(|module| module.blocks.get(&*address.block).copied());
    let values = instance.values.map_or_else(|| Node::mapping(instance.entry.span, Vec::new()), normalise);
    let scope = Scope { module: address.module.clone(), key: address.key.clone(), block };
    let origins = block.map(|block| Origins::of(block, &values, resolver, &scope)).unwrap_or_default();
    let kind = match instance.mode.as_str() {
        "managed" => instance.kind.clone(),
        mode => format!("{mode}.{}", instance.kind),
    };
    let mut resource = Resource::new(Platform::Terraform, kind, &instance.name, &instance.text, values, instance.head);
    let unknown_paths = instance.unknown.map(|marks| marked(Some(marks)));
    resource.references = origins.references(&resource.values, unknown_paths.as_deref());
    resource.literals = origins.literals();
    resource.unknown = unknown(instance, unknown_paths, &origins);
    resource.sensitive = sensitive(instance);
    resource.actions = instance.actions.clone();
    resource.version = provider_version(instance, block, providers, config);
    (resource, origins)
}

/// Everything is unknown of a resource for which the plan holds neither values nor what is unknown.
fn unknown(instance: &Instance<'_>, paths: Option<Vec<Path>>, origins: &Origins) -> Vec<Unknown> {
    if instance.values.is_none() && paths.is_none() {
        return vec![Unknown { path: Path::new(), reason: "the plan holds no values".to_owned() }];
    }
    paths.unwrap_or_default().into_iter().map(|path| origins.unknown(path)).collect()
}

fn sensitive(instance: &Instance<'_>) -> Vec<Path> {
    let mut paths: Vec<Path> = instance.sensitive.iter().flat_map(|marks| marked(Some(marks))).collect();
    paths.sort();
    paths.dedup();
    paths
}

fn provider_version(
    instance: &Instance<'_>,
    block: Option<&Node>,
    providers: Option<&Node>,
    config: &Config,
) -> Option<String> {
    let name = instance.provider.and_then(|full| full.rsplit('/').next());
    let name = name.or_else(|| instance.kind.split('_').next())?;
    let key = block.and_then(|block| block.get("provider_config_key")).and_then(Node::as_str).unwrap_or(name);
    match providers.and_then(|providers| providers.get(key).or_else(|| providers.get(name))) {
        Some(entry) => provider::version(entry, name, config),
        None => config.terraform.providers.get(name).cloned(),
    }
}
