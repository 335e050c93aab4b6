//! The parser of GraphQL schemas.

use super::lexer::Kind;
use super::parser::Parser;
use super::tree::{list, node};
use crate::builtins::Error;
use crate::value::Value;

type Parsed = Result<Value, Error>;

/// Where a directive may stand.
const LOCATIONS: [&str; 19] = [
    "QUERY",
    "MUTATION",
    "SUBSCRIPTION",
    "FIELD",
    "FRAGMENT_DEFINITION",
    "FRAGMENT_SPREAD",
    "INLINE_FRAGMENT",
    "VARIABLE_DEFINITION",
    "SCHEMA",
    "SCALAR",
    "OBJECT",
    "FIELD_DEFINITION",
    "ARGUMENT_DEFINITION",
    "INTERFACE",
    "UNION",
    "ENUM",
    "ENUM_VALUE",
    "INPUT_OBJECT",
    "INPUT_FIELD_DEFINITION",
];

/// What stands before a definition.
struct Before {
    /// The comment before the description.
    comment: Value,
    description: String,
}

impl Parser {
    /// A document of definitions.
    pub(super) fn schema_document(mut self) -> Parsed {
        let [mut schemas, mut schema_extensions, mut directives, mut definitions, mut extensions] =
            [const { Vec::new() }; 5];
        while self.peek().kind != Kind::End {
            let string = self.peek().clone();
            let before = self.description();
            match (self.peek().kind, self.peek().text.as_str()) {
                (Kind::Name, "scalar" | "type" | "interface" | "union" | "enum" | "input") => {
                    let after = self.comment();
                    definitions.push(self.type_definition(before, after, false)?);
                }
                (Kind::Name, "schema") => {
                    let after = self.comment();
                    schemas.push(self.schema_definition(before, after, false)?);
                }
                (Kind::Name, "directive") => directives.push(self.directive_definition(before)?),
                (Kind::Name, "extend") => {
                    if !before.description.is_empty() {
                        return Err(self.unexpected(&string));
                    }
                    let after = self.comment();
                    self.next();
                    match self.peek().text.as_str() {
                        "schema" => schema_extensions.push(self.schema_definition(before, after, true)?),
                        "scalar" | "type" | "interface" | "union" | "enum" | "input" => {
                            extensions.push(self.type_definition(before, after, true)?);
                        }
                        _ => return Err(self.unexpected_next()),
                    }
                }
                _ => return Err(self.unexpected_next()),
            }
        }
        let comment = self.comment();
        Ok(node(
            (1, 1),
            [
                ("Comment", comment),
                ("Schema", Value::array(schemas)),
                ("SchemaExtension", Value::array(schema_extensions)),
                ("Directives", Value::array(directives)),
                ("Definitions", Value::array(definitions)),
                ("Extensions", Value::array(extensions)),
            ],
        ))
    }

    fn description(&mut self) -> Before {
        if !matches!(self.peek().kind, Kind::String | Kind::BlockString) {
            return Before { comment: Value::Null, description: String::new() };
        }
        let comment = self.comment();
        Before { comment, description: self.next().text }
    }

    /// A description within a definition; an empty one has no comment.
    fn inner_description(&mut self) -> Before {
        let before = self.description();
        if before.description.is_empty() { Before { comment: Value::Null, ..before } } else { before }
    }

    fn schema_definition(&mut self, before: Before, after: Value, extension: bool) -> Parsed {
        self.next();
        let place = self.place();
        let directives = self.directives(true)?;
        let operation = &mut |parser: &mut Self| {
            let (place, comment) = (parser.place(), parser.comment());
            let operation = parser.next();
            if !matches!(operation.text.as_str(), "query" | "mutation" | "subscription") {
                return Err(parser.unexpected(&operation));
            }
            parser.expect(Kind::Mark(':'))?;
            let kind = parser.name()?;
            let fields =
                [("Comment", comment), ("Operation", Value::from(operation.text)), ("Type", Value::from(kind))];
            Ok(node(place, fields))
        };
        let (operations, end) = self.between(['{', '}'], true, operation)?;
        let definition = node(
            place,
            [
                ("BeforeDescriptionComment", before.comment),
                ("AfterDescriptionComment", after),
                ("EndOfDefinitionComment", end),
                ("Description", Value::from(before.description)),
                ("Directives", directives),
                ("OperationTypes", operations),
            ],
        );
        self.extending(definition, extension, &["Directives", "OperationTypes"])
    }

    /// An extension must have one of these fields.
    fn extending(&self, definition: Value, extension: bool, fields: &[&str]) -> Parsed {
        let extends = fields.iter().any(|field| !list(&definition, field).is_empty());
        if extension && !extends { Err(self.unexpected_next()) } else { Ok(definition) }
    }

    fn type_definition(&mut self, before: Before, after: Value, extension: bool) -> Parsed {
        let word = self.next().text;
        let place = self.place();
        let name = self.name()?;
        let fielded = matches!(word.as_str(), "type" | "interface");
        let interfaces = if word == "type" || fielded && !extension { self.interfaces()? } else { Value::Null };
        let directives = self.directives(word != "input" || !extension)?;
        let (mut fields, mut values, mut types, mut end) = (Value::Null, Value::Null, Value::Null, Value::Null);
        let kind = match word.as_str() {
            "scalar" => "SCALAR",
            "union" => {
                types = self.members()?;
                "UNION"
            }
            "enum" => {
                (values, end) = self.between(['{', '}'], true, &mut Self::enum_value)?;
                "ENUM"
            }
            "input" => {
                (fields, end) = self.between(['{', '}'], true, &mut Self::input_value)?;
                "INPUT_OBJECT"
            }
            _ => {
                (fields, end) = self.between(['{', '}'], true, &mut Self::field_definition)?;
                if word == "type" { "OBJECT" } else { "INTERFACE" }
            }
        };
        let definition = node(
            place,
            [
                ("BeforeDescriptionComment", before.comment),
                ("AfterDescriptionComment", after),
                ("EndOfDefinitionComment", end),
                ("Kind", Value::from(kind)),
                ("Description", Value::from(before.description)),
                ("Name", Value::from(name)),
                ("Directives", directives),
                ("Interfaces", interfaces),
                ("Fields", fields),
                ("Types", types),
                ("EnumValues", values),
                ("BuiltIn", Value::Bool(false)),
            ],
        );
        self.extending(definition, extension, &["Directives", "Interfaces", "Fields", "Types", "EnumValues"])
    }

    /// Names between marks, the first of which may be left out.
    fn names(&mut self, mark: char) -> Parsed {
        self.skip(mark);
        let mut names = vec![Value::from(self.name()?)];
        while self.skip(mark) {
            names.push(Value::from(self.name()?));
        }
        Ok(Value::array(names))
    }

    fn interfaces(&mut self) -> Parsed {
        if self.peek().text != "implements" {
            return Ok(Value::Null);
        }
        self.next();
        self.names('&')
    }

    fn members(&mut self) -> Parsed {
        if self.skip('=') { self.names('|') } else { Ok(Value::Null) }
    }

    fn field_definition(&mut self) -> Parsed {
        let before = self.inner_description();
        let (place, after) = (self.place(), self.comment());
        let name = self.name()?;
        let (arguments, _) = self.between(['(', ')'], true, &mut Self::input_value)?;
        self.expect(Kind::Mark(':'))?;
        let kind = self.type_reference()?;
        let directives = self.directives(true)?;
        Ok(node(
            place,
            [
                ("BeforeDescriptionComment", before.comment),
                ("AfterDescriptionComment", after),
                ("Description", Value::from(before.description)),
                ("Name", Value::from(name)),
                ("Arguments", arguments),
                ("Type", kind),
                ("Directives", directives),
            ],
        ))
    }

    /// An argument, or a field of an input object.
    fn input_value(&mut self) -> Parsed {
        let before = self.inner_description();
        let (place, after) = (self.place(), self.comment());
        let name = self.name()?;
        self.expect(Kind::Mark(':'))?;
        let kind = self.type_reference()?;
        let default = if self.skip('=') { self.value(true)? } else { Value::Null };
        let directives = self.directives(true)?;
        Ok(node(
            place,
            [
                ("BeforeDescriptionComment", before.comment),
                ("AfterDescriptionComment", after),
                ("Description", Value::from(before.description)),
                ("Name", Value::from(name)),
                ("Type", kind),
                ("DefaultValue", default),
                ("Directives", directives),
            ],
        ))
    }

    fn enum_value(&mut self) -> Parsed {
        let before = self.inner_description();
        let (place, after) = (self.place(), self.comment());
        let name = self.name()?;
        let directives = self.directives(true)?;
        Ok(node(
            place,
            [
                ("BeforeDescriptionComment", before.comment),
                ("AfterDescriptionComment", after),
                ("Description", Value::from(before.description)),
                ("Name", Value::from(name)),
                ("Directives", directives),
            ],
        ))
    }

    fn directive_definition(&mut self, before: Before) -> Parsed {
        let after = self.comment();
        self.next();
        self.expect(Kind::Mark('@'))?;
        let place = self.place();
        let name = self.name()?;
        let (arguments, _) = self.between(['(', ')'], true, &mut Self::input_value)?;
        let repeatable = self.at_word("repeatable");
        if repeatable {
            self.next();
        }
        self.expect_word("on")?;
        self.skip('|');
        let mut locations = Vec::new();
        loop {
            let location = self.expect(Kind::Name)?;
            if !LOCATIONS.contains(&location.text.as_str()) {
                return Err(self.unexpected(&location));
            }
            locations.push(Value::from(location.text));
            if !self.skip('|') {
                break;
            }
        }
        Ok(node(
            place,
            [
                ("BeforeDescriptionComment", before.comment),
                ("AfterDescriptionComment", after),
                ("Description", Value::from(before.description)),
                ("Name", Value::from(name)),
                ("Arguments", arguments),
                ("Locations", Value::array(locations)),
                ("IsRepeatable", Value::Bool(repeatable)),
            ],
        ))
    }
}
