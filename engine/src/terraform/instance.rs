//! The resource instances of a plan, from the sections that tell of them.

use std::collections::{HashMap, HashSet};

use crate::source::{Node, SourceError, SourceErrorKind, Span, Value};

use super::address::{ModulePath, ResourceAddress, parse_module, parse_resource};
use super::malformed;

/// More instances than this are not read.
const MAX_INSTANCES: usize = 100_000;
/// Modules nested deeper than this are not read.
const MAX_DEPTH: usize = 64;

/// A resource instance that exists after the apply, or a data source.
#[derive(Debug)]
pub(super) struct Instance<'a> {
    /// Where it stands in the configuration's tree of modules.
    pub(super) address: ResourceAddress,
    /// Its address as the plan writes it.
    pub(super) text: String,
    /// Place of the address, or of the whole entry.
    pub(super) head: Span,
    /// `managed`, `data`.
    pub(super) mode: String,
    /// `aws_s3_bucket`.
    pub(super) kind: String,
    /// Name of the block.
    pub(super) name: String,
    /// The provider's full name (`registry.terraform.io/hashicorp/aws`).
    pub(super) provider: Option<&'a str>,
    /// The entry it was read from.
    pub(super) entry: &'a Node,
    /// Its values; none when the plan holds none.
    pub(super) values: Option<&'a Node>,
    /// Tree of what is known after apply.
    pub(super) unknown: Option<&'a Node>,
    /// Trees of what is sensitive.
    pub(super) sensitive: Vec<&'a Node>,
    /// Planned actions.
    pub(super) actions: Vec<String>,
}

/// Reads every instance of the plan `root`, in the order of its sections: changes, what is planned without a change, data
/// sources that were read while planning. Instances that only go (`delete`, `forget`) are left out.
pub(super) fn instances<'a>(root: &'a Node, errors: &mut Vec<SourceError>) -> Vec<Instance<'a>> {
    let mut planned = Vec::new();
    if let Some(module) = section(root, &["planned_values", "root_module"], errors) {
        walk_module(module, 0, &mut planned, errors);
    }
    let by_address: HashMap<&str, &Node> =
        planned.iter().filter_map(|node| Some((node.get("address")?.as_str()?, *node))).collect();
    let mut reader = Reader { seen: HashSet::new(), found: Vec::new(), limited: false, errors };
    for change in reader.list(root, "resource_changes") {
        reader.change(change, &by_address);
    }
    for node in planned {
        reader.state(node, Vec::new());
    }
    let mut prior = Vec::new();
    if let Some(module) = root.at(&["prior_state", "values", "root_module"]) {
        walk_module(module, 0, &mut prior, reader.errors);
    }
    for node in prior {
        if node.get("mode").and_then(Node::as_str) == Some("data") {
            reader.state(node, vec!["read".to_owned()]);
        }
    }
    reader.found
}

/// The mapping at `keys`; an error when something else stands there.
fn section<'a>(root: &'a Node, keys: &[&str], errors: &mut Vec<SourceError>) -> Option<&'a Node> {
    let mut node = root;
    for key in keys {
        node = node.get(key).filter(|node| !node.is_null())?;
        if node.as_mapping().is_none() {
            errors.push(malformed(node, format!("`{key}` of the plan is not an object")));
            return None;
        }
    }
    Some(node)
}

fn walk_module<'a>(module: &'a Node, depth: usize, found: &mut Vec<&'a Node>, errors: &mut Vec<SourceError>) {
    if depth > MAX_DEPTH {
        errors.push(SourceError {
            kind: SourceErrorKind::Limit,
            message: format!("modules nested deeper than {MAX_DEPTH} are not read"),
            help: None,
            span: Some(module.span),
        });
        return;
    }
    for key in ["resources", "child_modules"] {
        match module.get(key) {
            Some(node) if node.as_sequence().is_none() && !node.is_null() => {
                errors.push(malformed(node, format!("`{key}` of a module is not a list")));
            }
            _ => {}
        }
    }
    found.extend(module.get("resources").into_iter().flat_map(Node::items));
    for child in module.get("child_modules").into_iter().flat_map(Node::items) {
        walk_module(child, depth + 1, found, errors);
    }
}

struct Reader<'a, 'e> {
    seen: HashSet<String>,
    found: Vec<Instance<'a>>,
    limited: bool,
    errors: &'e mut Vec<SourceError>,
}

impl<'a> Reader<'a, '_> {
    fn list(&mut self, root: &'a Node, key: &str) -> &'a [Node] {
        match root.get(key) {
            None => &[],
            Some(node) if node.is_null() => &[],
            Some(node) => node.as_sequence().unwrap_or_else(|| {
                self.errors.push(malformed(node, format!("`{key}` of the plan is not a list")));
                &[]
            }),
        }
    }

    /// An element of `resource_changes`.
    fn change(&mut self, node: &'a Node, planned: &HashMap<&str, &'a Node>) {
        if node.get("deposed").is_some_and(|deposed| !deposed.is_null()) {
            return;
        }
        let Some(mut instance) = self.identify(node) else { return };
        let Some(change) = node.get("change").filter(|change| change.as_mapping().is_some()) else {
            self.errors.push(malformed(node, format!("resource change of {} has no `change` object", instance.text)));
            return;
        };
        instance.actions = change
            .get("actions")
            .into_iter()
            .flat_map(Node::items)
            .filter_map(Node::as_str)
            .map(str::to_owned)
            .collect();
        if !instance.actions.is_empty()
            && instance.actions.iter().all(|action| action == "delete" || action == "forget")
        {
            self.seen.insert(instance.text);
            return;
        }
        let planned = planned.get(instance.text.as_str()).copied();
        instance.values = mapping(change.get("after")).or_else(|| mapping(planned?.get("values")));
        instance.unknown = change.get("after_unknown");
        instance.sensitive = change.get("after_sensitive").into_iter().collect();
        instance.sensitive.extend(planned.and_then(|planned| planned.get("sensitive_values")));
        self.add(instance);
    }

    /// A resource of `planned_values` or `prior_state`.
    fn state(&mut self, node: &'a Node, actions: Vec<String>) {
        let Some(mut instance) = self.identify(node) else { return };
        if self.seen.contains(&instance.text) {
            return;
        }
        instance.values = mapping(node.get("values"));
        instance.sensitive = node.get("sensitive_values").into_iter().collect();
        instance.actions = actions;
        self.add(instance);
    }

    fn add(&mut self, instance: Instance<'a>) {
        if self.limited || !self.seen.insert(instance.text.clone()) {
            return;
        }
        if self.found.len() < MAX_INSTANCES {
            self.found.push(instance);
            return;
        }
        self.limited = true;
        self.errors.push(SourceError {
            kind: SourceErrorKind::Limit,
            message: format!("the plan has more than {MAX_INSTANCES} resources; the rest is not read"),
            help: None,
            span: Some(instance.head),
        });
    }

    /// Address, type and name of an entry; an error when they cannot be told.
    fn identify(&mut self, node: &'a Node) -> Option<Instance<'a>> {
        if node.as_mapping().is_none() {
            self.errors.push(malformed(node, "a resource of the plan is not an object"));
            return None;
        }
        let text_at = |key: &str| node.get(key).and_then(Node::as_str);
        let written = node.get("address").filter(|address| address.as_str().is_some());
        let head = written.map_or(node.span, |address| address.span);
        let address = match written.and_then(Node::as_str) {
            Some(text) => parse_resource(text).map(|address| (address, text.to_owned())),
            None => assemble(node).map(|address| (address.clone(), address.to_string())),
        };
        let Some((address, text)) = address else {
            self.errors.push(malformed(node, "a resource of the plan has no address"));
            return None;
        };
        let mut parts = address.block.split('.').rev();
        let name = text_at("name").or_else(|| parts.next()).unwrap_or_default().to_owned();
        let kind = text_at("type").or_else(|| address.block.rsplit('.').nth(1)).unwrap_or_default().to_owned();
        let mode = text_at("mode").unwrap_or(if address.block.starts_with("data.") { "data" } else { "managed" });
        Some(Instance {
            head,
            mode: mode.to_owned(),
            kind,
            name,
            provider: text_at("provider_name"),
            entry: node,
            values: None,
            unknown: None,
            sensitive: Vec::new(),
            actions: Vec::new(),
            address,
            text,
        })
    }
}

/// The address that the other keys of an entry make.
fn assemble(node: &Node) -> Option<ResourceAddress> {
    let text_at = |key: &str| node.get(key).and_then(Node::as_str);
    let (kind, name) = (text_at("type")?, text_at("name")?);
    let module = parse_module(text_at("module_address").unwrap_or_default())?;
    let key = match node.get("index").map(|index| &index.value) {
        Some(Value::Number(index)) => Some(index.to_string()),
        Some(Value::String(index)) => Some(format!("{index:?}")),
        _ => None,
    };
    let prefix = if text_at("mode") == Some("data") { "data." } else { "" };
    Some(ResourceAddress { module, block: format!("{prefix}{kind}.{name}"), key })
}

fn mapping(node: Option<&Node>) -> Option<&Node> {
    node.filter(|node| node.as_mapping().is_some())
}

/// Which instances there are, to tell which one a reference without key means.
#[derive(Debug, Default)]
pub(super) struct InstanceKeys {
    blocks: HashMap<(ModulePath, String), HashSet<Option<String>>>,
    calls: HashMap<(ModulePath, String), HashSet<Option<String>>>,
}

impl InstanceKeys {
    /// Indexes `instances`.
    pub(super) fn new(instances: &[Instance<'_>]) -> Self {
        let mut index = Self::default();
        for ResourceAddress { module, block, key } in instances.iter().map(|instance| &instance.address) {
            index.blocks.entry((module.clone(), block.clone())).or_default().insert(key.clone());
            let mut inner = module.clone();
            while let Some((outer, call)) = inner.parent() {
                let known = index.calls.entry((outer.clone(), call.name.clone())).or_default();
                if !known.insert(call.key.clone()) {
                    break;
                }
                inner = outer;
            }
        }
        index
    }

    /// The instance of `block` in `module` that a reference means: the one with the referring instance's `key` when the
    /// reference follows it, or the only one; none when that is not certain.
    pub(super) fn of_block(&self, module: &ModulePath, block: &str, key: Option<&String>) -> Option<String> {
        certain(self.blocks.get(&(module.clone(), block.to_owned())), key)
    }

    /// The same for the call of a module.
    pub(super) fn of_call(&self, module: &ModulePath, call: &str, key: Option<&String>) -> Option<String> {
        certain(self.calls.get(&(module.clone(), call.to_owned())), key)
    }
}

fn certain(keys: Option<&HashSet<Option<String>>>, key: Option<&String>) -> Option<String> {
    let keys = keys?;
    if let Some(key) = key
        && keys.contains(&Some(key.clone()))
    {
        return Some(key.clone());
    }
    match keys.iter().next() {
        Some(only) if keys.len() == 1 => only.clone(),
        _ => None,
    }
}
