//! The formats of the keyword `format`, as wide or narrow as OPA takes them. What is not listed fits everything.

use std::net::IpAddr;

use crate::builtins::{Context, Error, function, time};
use crate::value::Value;

/// Is a text of a format?
///
/// # Errors
///
/// [`Error::Halt`] alone.
pub(super) fn fits(context: &mut Context<'_>, format: &str, text: &str) -> Result<bool, Error> {
    context.work(1 + text.len() / 16)?;
    let address = || text.parse::<IpAddr>().is_ok();
    Ok(match format {
        "date" => time::fits("2006-01-02", text),
        "time" => is_time(text),
        "date-time" => {
            is_time(text) || ["2006-01-02", "2006-01-02T15:04:05Z07:00"].iter().any(|layout| time::fits(layout, text))
        }
        "hostname" => text.len() < 256 && text.split('.').all(is_label),
        "email" | "idn-email" => is_mailbox(text),
        "ipv4" => text.contains('.') && address(),
        "ipv6" => text.contains(':') && address(),
        "uri" | "iri" => has_scheme(text) && is_reference(context, text)?,
        "uri-reference" | "iri-reference" => is_reference(context, text)?,
        "uri-template" => {
            is_reference(context, text)? && is_balanced(text.split(['?', '#']).next().unwrap_or_default())
        }
        "uuid" => is_uuid(text),
        "regex" => text.is_empty() || truth(context, "regex.is_valid", text)?,
        "json-pointer" => is_pointer(text),
        "relative-json-pointer" => {
            let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
            let (number, rest) = text.split_at(end);
            let plain = !number.is_empty() && (number == "0" || !number.starts_with('0'));
            plain && (rest == "#" || is_pointer(rest))
        }
        _ => true,
    })
}

fn truth(context: &mut Context<'_>, name: &str, text: &str) -> Result<bool, Error> {
    let answer = function(name).map(|code| code(context, &[text.into()]));
    Ok(answer.transpose()? == Some(Value::Bool(true)))
}

fn is_time(text: &str) -> bool {
    ["15:04:05", "15:04:05Z07:00"].iter().any(|layout| time::fits(layout, text))
}

/// A part of a host's name: letters, digits and, within, hyphens.
fn is_label(label: &str) -> bool {
    let allowed = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    allowed && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
}

/// `a@b`, also as `Name <a@b>`: <https://www.rfc-editor.org/rfc/rfc5322#section-3.4>.
fn is_mailbox(text: &str) -> bool {
    let text = text.trim_matches([' ', '\t']);
    let address = match text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
        Some((name, address)) => {
            let plain = name.split([' ', '\t', '.']).all(|word| word.is_empty() || is_atom(word));
            let quoted = name.trim().len() > 1 && name.trim().starts_with('"') && name.trim().ends_with('"');
            if !plain && !quoted {
                return false;
            }
            address
        }
        None => text,
    };
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    let dotted = |text: &str| text.split('.').all(is_atom);
    let quoted = local.len() > 2 && local.starts_with('"') && local.ends_with('"');
    let literal = domain.strip_prefix('[').and_then(|domain| domain.strip_suffix(']'));
    (quoted || dotted(local))
        && literal.map_or_else(
            || dotted(domain),
            |literal| literal.strip_prefix("IPv6:").unwrap_or(literal).parse::<IpAddr>().is_ok(),
        )
}

fn is_atom(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || !c.is_ascii() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    !text.is_empty() && text.chars().all(allowed)
}

fn has_scheme(text: &str) -> bool {
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

fn is_reference(context: &mut Context<'_>, text: &str) -> Result<bool, Error> {
    Ok(!text.contains('\\') && (text.is_empty() || truth(context, "uri.is_valid", text)?))
}

/// Is every brace that opens closed? Within braces, others do not count.
fn is_balanced(mut text: &str) -> bool {
    while let Some((_, rest)) = text.split_once('{') {
        let Some((_, rest)) = rest.split_once('}') else { return false };
        text = rest;
    }
    true
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let hexadecimal = |part: &&str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12]) && parts.iter().all(hexadecimal)
}

fn is_pointer(text: &str) -> bool {
    let mut tildes = text.split('~').skip(1);
    (text.is_empty() || text.starts_with('/')) && tildes.all(|after| after.starts_with(['0', '1']))
}
