//! What the pages in HTML share: their frame, their style, and what they may load.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use crate::policy::Severity;

/// How the pages look: on screens of any width, in the dark, on paper.
const STYLE: &str = include_str!("page/base.css");

/// A page that needs nothing else; `style` is what is its own, `script` the only one that a browser runs in it.
pub(crate) fn page(title: &str, style: &str, script: Option<&str>, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta http-equiv="Content-Security-Policy" content=(security(script));
                title { (title) }
                style { (PreEscaped(STYLE)) (PreEscaped(style)) }
            }
            body {
                (body)
                @if let Some(script) = script { script { (PreEscaped(script)) } }
            }
        }
    }
    .into_string()
}

/// What a page may load: its own style and script, and nothing from anywhere.
fn security(script: Option<&str>) -> String {
    let script = script.map(|text| format!(" script-src 'sha256-{}';", STANDARD.encode(Sha256::digest(text))));
    format!(
        "default-src 'none'; style-src 'unsafe-inline';{} base-uri 'none'; form-action 'none'",
        script.unwrap_or_default()
    )
}

/// A part of the page under its heading, which says what it is for.
pub(crate) fn section(id: &str, name: &str, purpose: &str, content: &Markup) -> Markup {
    let heading = format!("{id}-name");
    html! {
        section id=(id) aria-labelledby=(heading) {
            h2 id=(heading) { (name) }
            p.purpose { (purpose) }
            (content)
        }
    }
}

/// Text whose words between backticks are code.
pub(crate) fn code(text: &str) -> Markup {
    if text.matches('`').count() % 2 == 1 {
        return html! { (text) };
    }
    html! {
        @for (at, part) in text.split('`').enumerate() {
            @if at % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// A severity and how many findings have it.
pub(crate) fn pill(severity: Severity, number: Option<usize>) -> Markup {
    let name = severity.as_str();
    html! { span class=(format!("pill {name}")) { @if let Some(number) = number { (number) " " } (name) } }
}

/// Findings by severity, the worst first.
pub(crate) fn pills(findings: &BTreeMap<Severity, usize>) -> Markup {
    html! {
        span.pills {
            @if findings.is_empty() { "none" }
            @for (severity, number) in findings.iter().rev() { (pill(*severity, Some(*number))) " " }
        }
    }
}
