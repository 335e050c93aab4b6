//! One check: discover, read, evaluate, and give every finding its state.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::asked::Asked;
use super::explain::explain;
use super::helm::{self, Charts};
use super::pool::{Step, on_pool};
use super::read::{self, ReadUnit};
use super::release::Gathered;
use super::{Detail, Session, compat, config_places, fixes, fleet, foreign, terraform};
use crate::discover::{self, FileKind, Request, UnitKind, discover, terraform_kind};
use crate::finding::{
    Comment, Context, Counts, Excepted, Excerpt, Finding, Mask, Note, Pattern, Peer, Problem, ProblemKind, Scan, State,
    apply_comments, apply_exceptions, apply_marks, redact, redact_configuration,
};
use crate::finding::{occurrence, upkeep};
use crate::nearest::suggestion;
use crate::policy::{Policy, Scope};
use crate::rego::Outcome;
use crate::resource::{Platform, Resource};
use crate::source::{Source, SourceId};
use crate::terraform::declarations::is_declaration;

/// Checks what `request` asks for and reports on it, in `detail`.
pub(super) fn check(session: &Session, request: &Request, detail: Detail<'_>) -> Scan {
    on_pool(|| check_here(session, request, detail))
}

fn check_here(session: &Session, request: &Request, detail: Detail<'_>) -> Scan {
    let paths = request.paths.as_slice();
    let discovery = discover(&session.files, &session.documents, request);
    let mut asked = Asked::new(paths);
    let gathered = Gathered::new(session, discovery.units);
    session.total.store(gathered.units.len(), Ordering::Relaxed);
    let units = read_all(session, &gathered);
    if session.once {
        session.forget_files();
    }
    let mut all = judge_all(session, &units, &mut asked, detail);
    let charts = Charts::of(&units);
    charts.settle_files(&mut all.findings);
    // What excuses a finding of a chart in one environment says nothing of the others.
    terraform::merge_environments(&mut all.findings, &charts);
    let (comments, exceptions) = excuse_all(session, &mut all.findings, (&units, &charts), asked.whole);
    let judged_resources: Vec<&Resource> = units.iter().flat_map(|unit| asked.resources(unit)).collect();
    let kinds = kinds(&judged_resources);
    let policies = evaluated(session, &kinds);
    let mut scan = Scan {
        findings: all.findings,
        problems: all.problems,
        notes: notes(&discovery.notes, &gathered, &units, (&asked, &all.mask)),
        counts: Counts {
            files: discovery.files.iter().filter(|file| file.kind != FileKind::None).count(),
            resources: number(&judged_resources),
            policies: policies.len(),
        },
        policies,
        kinds,
        pack: session.pack.hash().to_owned(),
        adopted: session.foreign.adopted().to_vec(),
        comments: comments.into_iter().filter(|comment| asked_for(comment, &asked)).collect(),
        exceptions,
        ..Scan::default()
    };
    scan.problems.extend(read::file_problems(session, &charts.without_files(&discovery.errors)));
    session.owners.settle(&mut scan.findings);
    session.thresholds.settle(&mut scan.findings, &session.selection);
    let of = &session.asked_owners;
    scan.findings.retain(|finding| of.is_empty() || of.contains(&finding.owner));
    keep_asked_for(session, &mut scan, &asked, (&units, &charts), !request.expecting);
    scan.sort();
    let is_report = request.expecting && !request.bare;
    if detail.fixes {
        fixes::plan(session, &mut scan.findings, &units, &all.mask);
    }
    if let Some(wanted) = detail.explained {
        explain(session, &mut scan.findings, wanted, &units, asked.whole);
    }
    // Each instance is judged, excused and mended by itself.
    let installed = |finding: &Finding| gathered.is_installed(finding);
    occurrence::merge(&mut scan.findings, &terraform::calls_of(&units), &installed);
    if is_report {
        let of_roots = units.iter().filter(|unit| unit.kind == UnitKind::TerraformRoot).flat_map(|unit| &unit.problems);
        let broken: BTreeSet<&str> = of_roots
            .filter(|problem| problem.kind == ProblemKind::Parse)
            .filter_map(|problem| problem.file.as_deref())
            .chain(discovery.errors.iter().map(|error| &*error.path))
            .collect();
        scan.excerpts = excerpts(session, &scan, &units, &all.mask, &broken);
    }
    scan
}

/// Every unit, read.
fn read_all(session: &Session, gathered: &Gathered) -> Vec<Arc<ReadUnit>> {
    [&session.read, &session.judged].iter().for_each(|count| count.store(0, Ordering::Relaxed));
    let read = |at: usize| {
        let unit = gathered.read(session, at);
        session.read.fetch_add(1, Ordering::Relaxed);
        unit
    };
    (0..gathered.units.len()).into_par_iter().map(read).collect()
}

/// What the policies say of each unit, and of everything together. The latter comes first: what it is asked does not lie
/// in memory beside all findings then.
fn judge_all(session: &Session, units: &[Arc<ReadUnit>], asked: &mut Asked<'_>, detail: Detail<'_>) -> Judged {
    let judge_together = || fleet::judge(session, units, asked.whole);
    let together = match session.goes_on() {
        true => session.timed(Step::judging("everything together"), judge_together),
        false => Vec::new(),
    };
    let judge = |unit: &Arc<ReadUnit>| {
        let judged = if session.goes_on() { judged(session, unit, asked) } else { Judged::default() };
        session.judged.fetch_add(1, Ordering::Relaxed);
        judged
    };
    let mut parts: Vec<Judged> = units.par_iter().map(judge).collect();
    helm::name_environments(units, &mut parts);
    asked.add_planned(units);
    parts.extend(together);
    parts.extend(foreign::judge(session, units, asked, detail.explained.is_some()));
    let mut all = Judged::default();
    all.findings.reserve_exact(parts.iter().map(|part| part.findings.len()).sum());
    parts.into_iter().for_each(|part| all.merge(part));
    all
}

/// Gives the findings their states: by comments, exceptions, the baseline and what was there before. Gives the comments,
/// and of which exceptions there was use.
fn excuse_all(
    session: &Session,
    findings: &mut Vec<Finding>,
    (units, charts): (&[Arc<ReadUnit>], &Charts),
    whole: bool,
) -> (Vec<Comment>, Vec<Excepted>) {
    let mut comments: Vec<Comment> = units.iter().flat_map(|unit| unit.comments_settled()).collect();
    comments.extend(compat::of_project(session));
    if comments.iter().any(|comment| comment.range.is_some()) {
        // A module may be read by several root modules.
        comments.sort_by(|a, b| a.location.cmp(&b.location));
        comments.dedup_by(|a, b| a.object.is_none() && b.object.is_none() && a.location == b.location);
        terraform::add_calls(findings, units);
    }
    if let Some(before) = &session.before {
        before.judge(&mut comments);
    }
    let exceptions = excuse(session, findings, &mut comments, whole);
    charts.merge_environments(findings);
    if let Some(baseline) = session.baseline.as_ref().filter(|_| session.honour_ignores) {
        baseline.apply(findings);
    }
    if let Some(before) = &session.before {
        before.apply(findings);
    }
    (comments, exceptions)
}

/// What there is to know of what was asked for.
fn notes(
    of_files: &[discover::Note],
    gathered: &Gathered,
    units: &[Arc<ReadUnit>],
    (asked, mask): (&Asked<'_>, &Mask),
) -> Vec<Note> {
    let of_units = units.iter().flat_map(|unit| &unit.notes).chain(&gathered.notes);
    let placed = of_units.filter(|note| asked.file(&note.path)).map(|note| match note.location {
        // One about a value may hold it.
        Some(_) => Note { message: mask.message(&note.message, ""), ..note.clone() },
        None => note.clone(),
    });
    let plain =
        |note: &discover::Note| Note { path: Arc::clone(&note.path), location: None, message: note.message.clone() };
    of_files.iter().map(plain).chain(placed).collect()
}

/// What the evaluation of a part of the scan gave.
#[derive(Clone, Default)]
pub(super) struct Judged {
    pub(super) findings: Vec<Finding>,
    pub(super) problems: Vec<Problem>,
    pub(super) mask: Mask,
}

impl Judged {
    fn merge(&mut self, other: Self) {
        self.findings.extend(other.findings);
        self.problems.extend(other.problems);
        self.mask.merge(&other.mask);
    }
}

/// A panic in one unit is an internal error of that unit, never a lost scan.
pub(super) fn guarded(unit: &ReadUnit, judge: impl FnOnce() -> Judged) -> Judged {
    catch_unwind(AssertUnwindSafe(judge)).unwrap_or_else(|_| {
        let problem = Problem::internal(Arc::clone(&unit.set.unit), "evaluated");
        Judged { problems: vec![problem], ..Judged::default() }
    })
}

/// What the policies say of a unit. Of a root module or chart, whose resources are all judged whatever was asked for, it
/// is kept for as long as the unit stays the same; of any where two revisions are asked for the same.
fn judged(session: &Session, unit: &ReadUnit, asked: &Asked<'_>) -> Judged {
    if let Some(kept) = unit.judged.get() {
        return kept.clone();
    }
    let judged = session.timed(Step::judging(&unit.set.unit), || guarded(unit, || judge_unit(session, unit, asked)));
    // A policy that failed may have run out of time.
    let is_whole = matches!(unit.kind, UnitKind::TerraformRoot | UnitKind::Chart);
    if (is_whole || session.compares) && !session.once && judged.problems.len() == unit.problems.len() {
        let _ = unit.judged.set(judged.clone());
    }
    judged
}

/// Resource policies over the resources of one unit that stand in a file asked for, and unit policies over all of it.
fn judge_unit(session: &Session, unit: &ReadUnit, asked: &Asked<'_>) -> Judged {
    let set = &unit.set;
    let mut judged = Judged { problems: unit.problems.clone(), ..Judged::default() };
    let complete = set.complete_platforms();
    let single: Vec<(&Resource, Arc<Vec<Outcome>>)> = asked
        .judged(unit)
        .into_par_iter()
        .map(|resource| (resource, session.evaluator.resource(resource, complete.contains(&resource.platform))))
        .collect();
    let mut outcomes: Vec<(Outcome, Option<&Resource>)> = Vec::new();
    for (resource, found) in &single {
        outcomes.extend(found.iter().map(|outcome| (outcome.clone(), Some(*resource))));
    }
    for question in unit_questions(session, unit) {
        outcomes.extend(judge_set(session, &question));
    }
    if !(outcomes.is_empty() && unit.comments.is_empty() && unit.problems.is_empty()) {
        judged.mask.merge(unit.mask());
        place(
            session,
            &mut judged,
            &set.unit,
            &|id| unit.sources.get(&id).cloned(),
            outcomes,
            &set.resources.iter().collect::<Vec<_>>(),
        );
    }
    if let Some(module) = &unit.module {
        judged.findings.iter_mut().for_each(|finding| module.settle(finding, &unit.sources));
    }
    judged
}

/// What policies of a set of resources are asked.
pub(super) struct Question<'a> {
    pub(super) scope: Scope,
    pub(super) platform: Platform,
    pub(super) environment: Option<&'a str>,
    pub(super) resources: Vec<&'a Resource>,
    pub(super) complete: bool,
}

/// What the unit policies of each platform are asked of a unit; nothing of a cluster that the configuration declares
/// complete, since its companions may stand in any folder.
pub(super) fn unit_questions<'a>(session: &Session, unit: &'a ReadUnit) -> Vec<Question<'a>> {
    let set = &unit.set;
    let declared = |platform: &Platform| {
        *platform == Platform::Kubernetes && session.config.fleet.is_complete(platform.as_str(), None)
    };
    let platforms = by_platform(set.resources.iter()).into_iter().filter(|(platform, _)| !declared(platform));
    let question = |(platform, resources)| Question {
        scope: Scope::Unit,
        platform,
        environment: None,
        resources,
        complete: set.is_complete(platform),
    };
    platforms.map(question).collect()
}

fn by_platform<'a>(resources: impl Iterator<Item = &'a Resource>) -> BTreeMap<Platform, Vec<&'a Resource>> {
    let mut platforms: BTreeMap<Platform, Vec<&Resource>> = BTreeMap::new();
    for resource in resources {
        platforms.entry(resource.platform).or_default().push(resource);
    }
    platforms
}

/// Outcomes of the policies that a question is for, each with the resource it names.
pub(super) fn judge_set<'a>(session: &Session, question: &Question<'a>) -> Vec<(Outcome, Option<&'a Resource>)> {
    let Question { scope, platform, environment, resources, complete } = question;
    let by_address: HashMap<&str, &Resource> =
        resources.iter().rev().map(|resource| (resource.address.as_str(), *resource)).collect();
    let outcomes = session.evaluator.set(*scope, *platform, *environment, resources, *complete);
    let found = |outcome: &Outcome| outcome.resource.as_deref().and_then(|address| by_address.get(address).copied());
    outcomes.iter().map(|outcome| (outcome.clone(), found(outcome))).collect()
}

/// Turns outcomes into findings and problems of `judged`.
pub(super) fn place(
    session: &Session,
    judged: &mut Judged,
    unit: &Arc<str>,
    sources: &dyn Fn(SourceId) -> Option<Arc<Source>>,
    outcomes: Vec<(Outcome, Option<&Resource>)>,
    resources: &[&Resource],
) {
    for (outcome, resource) in &outcomes {
        resource.iter().for_each(|resource| judged.mask.add_found(outcome, resource, sources));
    }
    let context = Context { unit, sources, policies: &|id| session.policy_in_force(id), mask: &judged.mask };
    let others = |address: &str| resources.iter().copied().find(|resource| resource.address == address);
    judged.findings.reserve_exact(outcomes.len());
    for (outcome, resource) in &outcomes {
        match context.finding(outcome, *resource, &others) {
            Ok(mut finding) => {
                if resource.is_none() && finding.state == State::New {
                    finding.location = config_places::completeness(session);
                }
                judged.findings.push(finding);
            }
            Err(problem) => judged.problems.push(*problem),
        }
    }
}

/// Applies comments, annotations and exceptions, and adds what there is to say of them. Returns the exceptions.
fn excuse(session: &Session, findings: &mut Vec<Finding>, comments: &mut [Comment], whole: bool) -> Vec<Excepted> {
    let (config, today) = (&session.config, session.today);
    let excepted = |used: &[bool]| {
        let all = config.exceptions.iter().enumerate().map(|(at, exception)| Excepted {
            exception: exception.clone(),
            location: config_places::exception(session, at),
            used: used.get(at).copied().unwrap_or(false),
        });
        all.collect()
    };
    if !session.honour_ignores {
        return excepted(&[]);
    }
    let before = session.before.as_deref();
    let allows = |comment: &Comment, finding: &Finding| before.is_none_or(|before| before.allows(comment, finding));
    apply_comments(findings, comments, today, allows);
    let used = apply_exceptions(findings, &config.exceptions, today);
    apply_marks(findings, comments, today, allows);
    let judged = |policy: &str| {
        let pattern = Pattern::new(Some(policy));
        let mut named = session.pack.all().filter(|policy| pattern.matches(&policy.id));
        named.all(|policy| session.selection.severity(&policy.id).is_some())
    };
    let misnamed = |policy: &str| {
        let is_id = !policy.contains(['*', '?', '[', '{']);
        let is_known = || session.pack.all().any(|known| known.id == policy);
        let near = || suggestion(policy, session.pack.all().map(|known| &*known.id));
        (is_id && !is_known()).then(|| format!("names {policy}, which is no policy{}", near()))
    };
    findings.extend(upkeep::of_comments(comments, &config.suppressions, today, judged, misnamed));
    // What others share may be meant for one of them.
    let own = session.written.is_own("exceptions");
    let judged = |policy: &str| whole && own && judged(policy);
    let place = |index| config_places::exception(session, index);
    findings.extend(upkeep::of_exceptions(&config.exceptions, &used, &config.suppressions, today, judged, place));
    excepted(&used)
}

/// Leaves what stands in a file that was asked for, or in an editor is shown there; what has no file, where the whole
/// project was. Who asks for a root module or chart asks for all that is wrong with it, and who asks for a resource of
/// Terraform for the values that it is given.
fn keep_asked_for(
    session: &Session,
    scan: &mut Scan,
    asked: &Asked<'_>,
    (units, charts): (&[Arc<ReadUnit>], &Charts),
    in_editor: bool,
) {
    let is_given = |finding: &Finding, file: &str| {
        let declared = || finding.declared.and_then(|span| session.files.path_of(span.source));
        terraform_kind(file) == Some(FileKind::TerraformVariables) && declared().is_some_and(|file| asked.file(&file))
    };
    scan.findings.retain(|finding| match &finding.location {
        Some(location) => {
            let mut shown_at = finding.shown_at.iter().filter(|_| in_editor);
            asked.file(&location.file)
                || charts.is_given(finding) && asked.file(&finding.unit)
                || !in_editor && (asked.file(&finding.unit) || is_given(finding, &location.file))
                || shown_at.any(|shown| asked.file(&shown.place.location.file))
        }
        None => asked.file(&finding.unit),
    });
    let whole = units.iter().filter(|unit| !in_editor && asked.file(&unit.set.unit));
    let of_whole: HashSet<(Option<&str>, &str)> = whole.flat_map(|unit| &unit.problems).map(name_of).collect();
    scan.problems.retain(|problem| {
        problem.file.as_deref().is_none_or(|file| asked.file(file)) || of_whole.contains(&name_of(problem))
    });
}

/// What tells a problem from others.
fn name_of(problem: &Problem) -> (Option<&str>, &str) {
    (problem.file.as_deref(), &problem.message)
}

/// Does a comment stand in a file that was asked for, or for files whatever was asked for?
fn asked_for(comment: &Comment, asked: &Asked<'_>) -> bool {
    asked.file(&comment.location.file) || comment.peer.as_ref().is_some_and(Peer::is_of_files)
}

/// How many of these are resources.
fn number(judged: &[&Resource]) -> usize {
    judged.iter().filter(|resource| !is_declaration(resource)).count()
}

/// How many of these resources are of each kind.
fn kinds(resources: &[&Resource]) -> BTreeMap<(Platform, String), usize> {
    let mut kinds = BTreeMap::new();
    for resource in resources {
        *kinds.entry((resource.platform, resource.selector())).or_default() += 1;
    }
    kinds
}

/// The policies of this run that judge one of these kinds.
fn evaluated(session: &Session, kinds: &BTreeMap<(Platform, String), usize>) -> Vec<Arc<crate::policy::Metadata>> {
    let judges = |policy: &&Policy| {
        session.selection.severity(&policy.id).is_some()
            && kinds.keys().any(|(platform, selector)| policy.judges_of(*platform, selector))
    };
    let native = session.pack.policies().iter().filter(judges);
    let adopted = session.pack.adopted().iter().filter(|policy| session.selection.severity(&policy.id).is_some());
    native.chain(adopted).map(|policy| Arc::clone(policy.metadata())).collect()
}

/// The texts that the report quotes from, secrets masked; all values where the file is broken, since what was not
/// understood may be a secret.
fn excerpts(
    session: &Session,
    scan: &Scan,
    units: &[Arc<ReadUnit>],
    mask: &Mask,
    broken: &BTreeSet<&str>,
) -> BTreeMap<Arc<str>, Excerpt> {
    let sources: BTreeMap<&Arc<str>, &Arc<Source>> = units
        .iter()
        .flat_map(|unit| unit.sources.values())
        .chain(session.written.sources())
        .map(|source| (&source.path, source))
        .collect();
    let plans: BTreeSet<&Arc<str>> = units
        .iter()
        .filter(|unit| unit.kind.platform() == Platform::Terraform)
        .flat_map(|unit| unit.files.iter().map(|plan| &plan.source.path))
        .collect();
    let files = scan.files_concerned().into_iter();
    files
        .filter_map(|file| {
            let source = match sources.get(&file) {
                Some(source) => Arc::clone(source),
                None => session.files.read(&file).ok()?,
            };
            let is_broken = broken.contains(&*file);
            let text = match terraform_kind(&file) {
                Some(_) if file.ends_with(".json") && is_broken => redact(&source.text).into(),
                Some(_) if is_broken => redact_configuration(&source.text).into(),
                Some(_) => {
                    let mut mask = mask.clone();
                    mask.add_configuration(&source);
                    mask.text(&source)
                }
                None if is_broken => redact(&source.text).into(),
                None => mask.text(&source),
            };
            let around = if plans.contains(&file) { redact(&text).into() } else { Arc::clone(&text) };
            Some((file, Excerpt { text, around, lines: source.lines.clone() }))
        })
        .collect()
}
