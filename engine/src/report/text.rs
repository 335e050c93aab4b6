//! The report for people: each finding with the code it stands in, grouped by file.

use std::fmt;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};
use textwrap::{WordSeparator, WordSplitter};

use super::excerpt::Quote;
use super::plain::{harmless, plain};
use super::{Shown, depends_on, help_page, one_line, serves, whose, why_not};
use crate::config::ConfigFault;
use crate::discover::terraform_kind;
use crate::files::path;
use crate::finding::{Excerpt, Finding, Fix, Location, Problem, Scan, State};
use crate::policy::{Metadata, Severity};
use crate::rego::Safety;

/// How the text looks.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Colours.
    pub color: bool,
    /// Policy ids as links.
    pub hyperlinks: bool,
    /// Width in columns.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self { color: false, hyperlinks: false, width: 100 }
    }
}

/// The scan for people, without the summary line.
#[must_use]
pub fn text(scan: &Scan, shown: Shown, style: Style) -> String {
    let handler = handler(style);
    let mut out = String::new();
    let mut group: Option<&str> = None;
    let mut findings: Vec<&Finding> = shown.of(scan).collect();
    if shown.by_owner {
        findings.sort_by(|a, b| a.owner.cmp(&b.owner));
    }
    for finding in findings {
        let file = finding.location.as_ref().map_or(&*finding.unit, |location| &*location.file);
        let here = if shown.by_owner { &finding.owner } else { file };
        if group != Some(here) {
            let _ = writeln!(out, "{}", bold(&plain(here), style));
            group = Some(here);
        }
        let _ = handler.render_report(&mut out, &Report::of_finding(scan, finding, style));
        out.push('\n');
    }
    for problem in &scan.problems {
        let _ = handler.render_report(&mut out, &Report::of_problem(scan, problem));
        out.push('\n');
    }
    for note in &scan.notes {
        let _ = writeln!(out, "note: {}: {}\n", plain(&note.place()), plain(&note.message));
    }
    out.extend(scan.since.iter().map(super::since::text));
    harmless(out)
}

/// What is wrong with the configuration, each with the code it stands in.
#[must_use]
pub fn config_faults(faults: &[ConfigFault], style: Style) -> String {
    let handler = handler(style);
    let mut out = String::new();
    for fault in faults {
        let (source, location) = (&fault.source, Location::new(&fault.source, fault.span));
        let text = Arc::clone(&source.text);
        let excerpt = Excerpt { around: Arc::clone(&text), text, lines: source.lines.clone() };
        let report = Report {
            headline: plain(&fault.message),
            code: "error config".to_owned(),
            severity: None,
            help: None,
            url: None,
            quote: Some(Quote::new(&excerpt, &location)),
        };
        let _ = handler.render_report(&mut out, &report);
        out.push('\n');
    }
    harmless(out)
}

fn handler(style: Style) -> GraphicalReportHandler {
    let theme = if style.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    GraphicalReportHandler::new_themed(theme)
        .with_width(style.width)
        .with_links(style.hyperlinks)
        .with_context_lines(Quote::CONTEXT)
        .with_break_words(false)
        .with_word_separator(WordSeparator::AsciiSpace)
        .with_word_splitter(WordSplitter::NoHyphenation)
}

fn bold(text: &str, style: Style) -> String {
    if style.color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// The last line of a run: files, resources, policies, findings by severity, the excused, the time.
#[must_use]
pub fn summary_line(scan: &Scan, elapsed: Duration) -> String {
    let tally = scan.tally();
    let by_severity: Vec<_> = Severity::ALL
        .iter()
        .filter_map(|severity| tally.new.get(severity).map(|number| format!("{number} {}", severity.as_str())))
        .collect();
    let findings =
        if by_severity.is_empty() { "no findings".to_owned() } else { format!("findings: {}", by_severity.join(", ")) };
    let mut line = format!(
        "{}, {}, {}; {findings}; {} suppressed",
        plural(scan.counts.files, "file"),
        plural(scan.counts.resources, "resource"),
        if scan.counts.policies == 1 { "1 policy".to_owned() } else { format!("{} policies", scan.counts.policies) },
        tally.suppressed
    );
    if tally.baseline > 0 {
        let known = if scan.since.is_some() { "known before" } else { "in the baseline" };
        let _ = write!(line, ", {} {known}", tally.baseline);
    }
    let _ = write!(line, ", {} undetermined", tally.undetermined);
    if let Some(since) = &scan.since {
        let _ = write!(line, "; {}", super::since::count(since));
    }
    if !scan.problems.is_empty() {
        let _ = write!(line, "; {}", plural(scan.problems.len(), "error"));
    }
    let _ = write!(line, "; {} ms", elapsed.as_millis());
    line
}

/// How many findings that count `bartizan fix` can mend; none where it can mend none.
#[must_use]
pub fn fixes_line(scan: &Scan) -> Option<String> {
    let fixes = || scan.findings.iter().filter(|finding| finding.state == State::New).filter_map(|f| f.fix.as_ref());
    let safe = fixes().filter(|fix| fix.is_applicable(false)).count();
    let all = fixes().filter(|fix| fix.is_applicable(true)).count();
    let with_flag = match (all, all - safe) {
        (0, _) => return None,
        (_, 0) => String::new(),
        (_, risky) if safe == 0 => return Some(format!("{} fixable with `bartizan fix --unsafe-fixes`", risky)),
        (_, risky) => format!(", {risky} more with `--unsafe-fixes`"),
    };
    Some(format!("{safe} fixable with `bartizan fix`{with_flag}"))
}

/// What can be done about a finding, in a line.
pub(super) fn edit(fix: &Fix) -> String {
    let title = one_line(&fix.title);
    match (&fix.reason, fix.safety) {
        (Some(reason), _) => format!("{title}; by hand: {}", one_line(reason)),
        (None, Safety::Safe) => format!("{title} (`bartizan fix`)"),
        (None, Safety::Unsafe) => format!("{title} (`bartizan fix --unsafe-fixes`)"),
        (None, Safety::Display) => format!("{title}; by hand"),
    }
}

pub(super) fn plural(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// How many names of a list are written out.
const LISTED: usize = 5;

/// The first of `names`, and how many more there are.
fn some_of(names: &[&str]) -> String {
    let listed = names.iter().take(LISTED).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(LISTED) {
        0 => listed,
        more => format!("{listed} and {more} more"),
    }
}

/// The configurations that a finding occurs in, if several; else the root module that one in a module elsewhere comes from,
/// and the environments.
pub(super) fn context(finding: &Finding) -> Option<String> {
    let file = finding.location.as_ref().map(|location| &*location.file)?;
    let environments = finding.environments.join(", ");
    if let units @ [_, _, ..] = finding.units().as_slice() {
        return Some(format!("{} configurations: {}", units.len(), some_of(units)));
    }
    if terraform_kind(file).is_none() || path::is_within(file, &finding.unit) {
        return (!environments.is_empty()).then_some(environments);
    }
    let root = format!("root module `{}`", finding.unit);
    Some(if environments.is_empty() { root } else { format!("{root}, {environments}") })
}

/// What `explain` prints of a policy, as Markdown.
#[must_use]
pub fn explain(policy: &Metadata) -> String {
    let mut out = format!("# {}: {}\n\n{}\n\n", policy.id, policy.title, policy.description.trim());
    let _ = write!(out, "**How to fix it.** {}\n\n", policy.remediation.trim());
    if let Some(whose) = whose(policy) {
        let _ = write!(out, "**Whose it is.** {whose}.\n\n");
    }
    let _ = writeln!(
        out,
        "**Severity** {}, confidence {}, maturity level {} ({}), judges {}.",
        policy.severity.as_str(),
        policy.confidence.as_str(),
        policy.level,
        policy.pillar,
        policy.kinds.iter().map(|kind| format!("`{kind}`")).collect::<Vec<_>>().join(", ")
    );
    if !policy.parameters.is_empty() {
        out.push_str("\n**Parameters**\n\n");
        for (name, parameter) in &policy.parameters {
            let _ = writeln!(
                out,
                "- `{name}` ({}, default `{}`): {}",
                parameter.kind,
                parameter.default,
                parameter.description.trim()
            );
        }
    }
    if !policy.references.is_empty() || !policy.related_resources.is_empty() {
        out.push_str("\n**References**\n\n");
        for (scheme, ids) in &policy.references {
            let _ = writeln!(out, "- {scheme}: {}", ids.join(", "));
        }
        for page in &policy.related_resources {
            let _ = writeln!(out, "- <{page}>");
        }
    }
    let rows = serves(policy);
    if !rows.is_empty() {
        out.push_str("\n**Serves**\n\n");
        rows.iter().for_each(|row| _ = writeln!(out, "- {row}"));
    }
    if let Some(page) = help_page(policy) {
        let _ = writeln!(out, "\nPage: <{page}>");
    }
    out
}

/// A finding or a problem as miette prints it.
#[derive(Debug, thiserror::Error)]
#[error("{headline}")]
struct Report {
    headline: String,
    code: String,
    severity: Option<miette::Severity>,
    help: Option<String>,
    url: Option<String>,
    quote: Option<Quote>,
}

impl Report {
    fn of_finding(scan: &Scan, finding: &Finding, style: Style) -> Self {
        let policy = &finding.policy;
        let state = match &finding.state {
            State::Baseline => " (in the baseline)".to_owned(),
            _ => why_not(finding).map(|why| format!(" ({})", plain(&why))).unwrap_or_default(),
        };
        // Policies of other tools say less of themselves.
        let told = [("why:  ", one_line(&policy.description)), ("fix:  ", one_line(&policy.remediation))];
        let told = told.iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| format!("{name} {text}"));
        let mut help: Vec<String> = told.collect();
        if !finding.owner.is_empty() {
            help.push(format!("owner: {}, level {}", plain(&finding.owner), policy.level));
        }
        help.extend(context(finding).map(|context| format!("in:    {}", plain(&context))));
        if let [_, others @ ..] = finding.addresses().as_slice()
            && !others.is_empty()
        {
            help.push(format!("also:  {}", plain(&some_of(others))));
        }
        help.extend(finding.fix.as_ref().map(|fix| format!("edit:  {}", plain(&edit(fix)))));
        help.extend(finding.related.iter().map(|related| {
            let start = related.location.start;
            let place = format!("{}:{}:{}", related.location.file, start.line, start.column);
            format!("see:   {}", plain(&format!("{place} {}", related.message)))
        }));
        help.extend(depends_on(finding).as_deref().map(plain));
        let page = help_page(policy);
        if !style.hyperlinks {
            help.extend(page.as_ref().map(|page| format!("more:  {page}")));
        }
        Self {
            headline: format!("{}{state}", plain(&finding.headline())),
            code: format!(
                "{} {}{}",
                finding.severity.as_str(),
                policy.id,
                if finding.only_warns() { " (warns only)" } else { "" }
            ),
            severity: Some(match finding.severity {
                Severity::Critical | Severity::High => miette::Severity::Error,
                Severity::Medium => miette::Severity::Warning,
                Severity::Low | Severity::Info => miette::Severity::Advice,
            }),
            help: (!help.is_empty()).then(|| help.join("\n")),
            url: page.filter(|_| style.hyperlinks),
            quote: quote(scan, finding.location.as_ref()),
        }
    }

    fn of_problem(scan: &Scan, problem: &Problem) -> Self {
        let headline = match (&problem.location, &problem.file) {
            (Some(place), _) => {
                format!("{}:{}:{}: {}", place.file, place.start.line, place.start.column, problem.message)
            }
            (None, Some(file)) => format!("{file}: {}", problem.message),
            (None, None) => problem.message.clone(),
        };
        Self {
            headline: plain(&headline),
            code: format!("error {}", problem.kind.as_str()),
            severity: None,
            help: problem.help.as_deref().map(plain),
            url: None,
            quote: quote(scan, problem.location.as_ref()),
        }
    }
}

fn quote(scan: &Scan, location: Option<&Location>) -> Option<Quote> {
    let location = location?;
    Some(Quote::new(scan.excerpts.get(&location.file)?, location))
}

impl Diagnostic for Report {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        self.severity
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn url<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.url.as_ref().map(|url| Box::new(url) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.quote.as_ref().map(|quote| quote as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let quote = self.quote.as_ref()?;
        Some(Box::new(std::iter::once(LabeledSpan::new_primary_with_span(None, quote.mark))))
    }
}
