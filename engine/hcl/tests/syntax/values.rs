//! Strings, heredocs and operators mean what Terraform says they mean.

use bartizan_hcl::eval::{Budget, evaluate_constant};
use bartizan_hcl::syntax::parse;
use bartizan_hcl::value::to_json;

/// Outputs of a configuration; `␍` is a carriage return.
const CONFIGURATION: &str = include_str!("values.tf.txt");
/// Their values in a plan of Terraform 1.11.4: name and JSON.
const VALUES: &str = include_str!("values.txt");

#[test]
fn values_are_as_in_terraform() {
    let text = CONFIGURATION.replace('␍', "\r");
    let file = parse(&text, 0);
    assert_eq!(file.errors, []);
    let budget = Budget::new(100_000, 1_000_000);
    let mut values = Vec::new();
    for output in file.body.blocks_of("output") {
        let value = output.body.attribute("value").map(|attribute| evaluate_constant(&attribute.value, &budget));
        let value = value.expect("a value").and_then(|value| to_json(&value, &budget)).expect("a value");
        values.push(format!("{} {value}", output.label(0).expect("a name")));
    }
    values.sort();
    assert_eq!(values, VALUES.lines().collect::<Vec<_>>());
}
