//! Policies compiled together, and queries to them.

use std::collections::HashMap;
use std::num::{NonZeroU32, NonZeroUsize};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bartizan_policies::rego_text::strip_comments;
use chrono::{NaiveDate, NaiveTime};
use regorus::utils::limits::ExecutionTimerConfig;
use regorus::{Engine, PolicyLengthConfig, Value};

use super::answer::Rule;
use super::fault::Fault;
use crate::policy::{Library, Policy};

/// The package of the rule that collects a group's answers.
const ENTRY: &str = "bartizan.entry";

/// Steps of the evaluator between two looks at the clock.
const CHECK_INTERVAL: NonZeroU32 = NonZeroU32::MIN.saturating_add(255);

/// Bounds on the text of a policy: generous, for generated ones.
const LENGTHS: PolicyLengthConfig = PolicyLengthConfig {
    max_col: NonZeroU32::MIN.saturating_add(8191),
    max_file_bytes: NonZeroUsize::MIN.saturating_add(4 << 20),
    max_lines: NonZeroUsize::MIN.saturating_add(50_000),
};

/// Builtins that reach outside, or answer differently each time: arguments, and why they are refused.
const REFUSED: [(&str, u8, &str); 5] = [
    ("http.send", 1, "policies do not reach the network"),
    ("net.lookup_ip_addr", 1, "policies do not reach the network"),
    ("opa.runtime", 0, "policies do not see the machine they run on"),
    ("rand.intn", 2, "policies must answer the same each time"),
    ("uuid.rfc4122", 1, "policies must answer the same each time"),
];

/// Builtins that are ours.
pub(super) const EXTENSIONS: [&str; 6] =
    ["http.send", "net.lookup_ip_addr", "opa.runtime", "rand.intn", "time.now_ns", "uuid.rfc4122"];

/// An engine without policies, as we run them: errors of builtins are undefined, as in OPA; nothing reaches the
/// network, the machine or the clock; `print` goes nowhere.
pub(super) fn empty_engine(today: NaiveDate) -> Result<Engine, Fault> {
    let mut engine = Engine::new();
    engine.set_strict_builtin_errors(false);
    engine.set_gather_prints(true);
    engine.set_policy_length_config(LENGTHS);
    for (name, arguments, reason) in REFUSED {
        let refusal = move |_: Vec<Value>| Err(std::io::Error::other(format!("{name} is refused: {reason}")).into());
        engine.add_extension(name.to_owned(), arguments, Box::new(refusal)).map_err(fault)?;
    }
    let now = today.and_time(NaiveTime::MIN).and_utc().timestamp_nanos_opt().unwrap_or_default();
    engine.add_extension("time.now_ns".to_owned(), 0, Box::new(move |_| Ok(Value::from(now)))).map_err(fault)?;
    Ok(engine)
}

/// Adds a file to `engine`; comments count for nothing, not even for the length of lines.
pub(super) fn add(engine: &mut Engine, file: &str, text: &str) -> Result<(), Fault> {
    let stripped = strip_comments(text);
    guarded(|| engine.add_policy(file.to_owned(), stripped).map(drop))
}

/// Adds a policy to `engine`, which holds its libraries.
pub(super) fn compile(engine: &mut Engine, policy: &Policy) -> Result<(), Fault> {
    add(engine, &policy.file, &policy.text)
}

/// The value of a rule.
pub(super) fn query(engine: &mut Engine, rule: &str) -> Result<Value, Fault> {
    guarded(|| engine.eval_rule(rule.to_owned()))
}

/// Runs `work` so that a panic of the Rego crate is a fault like others.
fn guarded<T, E: std::fmt::Display>(work: impl FnOnce() -> Result<T, E>) -> Result<T, Fault> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => result.map_err(fault),
        Err(_) => Err(Fault::new("internal error: the evaluator panicked")),
    }
}

fn fault(error: impl std::fmt::Display) -> Fault {
    Fault::new(&error.to_string())
}

/// Engines that hold libraries, by the list of those: the start of every group's engine.
pub(super) struct Libraries {
    prepared: Mutex<HashMap<Vec<usize>, Engine>>,
    empty: Engine,
}

impl Libraries {
    pub(super) fn new(today: NaiveDate) -> Result<Self, Fault> {
        Ok(Self { prepared: Mutex::default(), empty: empty_engine(today)? })
    }

    /// An engine that holds the libraries `wanted`. Lists that begin alike share what was parsed.
    pub(super) fn engine(&self, libraries: &[Library], wanted: &[usize]) -> Result<Engine, Fault> {
        let mut prepared = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
        let known = (1..=wanted.len()).rev().find(|length| prepared.contains_key(&wanted[..*length])).unwrap_or(0);
        let mut engine = prepared.get(&wanted[..known]).unwrap_or(&self.empty).clone();
        for (at, library) in wanted.iter().enumerate().skip(known) {
            add(&mut engine, &libraries[*library].file, &libraries[*library].text)?;
            prepared.insert(wanted[..=at].to_vec(), engine.clone());
        }
        Ok(engine)
    }
}

/// Policies compiled together.
pub(super) struct Compiled {
    template: Engine,
    idle: Mutex<Vec<Engine>>,
    /// The package and the rules of each policy.
    rules: Vec<(String, Vec<Rule>)>,
}

/// What each policy of a group answered, in the order of the group: its rules' values, or its fault.
pub(super) type Answers = Vec<Result<Vec<(Rule, Value)>, Fault>>;

impl Compiled {
    /// Makes `engine`, which holds `policies` and their libraries, ready for queries of at most `limit`.
    pub(super) fn new(mut engine: Engine, policies: &[&Policy], limit: Duration) -> Result<Self, Fault> {
        let mut entry = format!("package {ENTRY}\n\n");
        let mut rules = Vec::new();
        for (at, policy) in policies.iter().enumerate() {
            let has = |rule: &Rule| policy.text.lines().any(|line| starts_rule(line, rule.as_str()));
            let answering: Vec<Rule> = Rule::ALL.into_iter().filter(has).collect();
            for rule in &answering {
                let (package, rule) = (&policy.package, rule.as_str());
                entry.push_str(&format!("answers contains [{at}, \"{rule}\", data.{package}.{rule}]\n\n"));
            }
            rules.push((policy.package.to_string(), answering));
        }
        add(&mut engine, "entry.rego", &entry)?;
        engine.set_execution_timer_config(ExecutionTimerConfig { limit, check_interval: CHECK_INTERVAL });
        engine.set_input(Value::new_object());
        // The first query prepares the engine, and fails where a variable is unsafe.
        guarded(|| engine.eval_query("true".to_owned(), false))?;
        Ok(Self { template: engine, idle: Mutex::default(), rules })
    }

    /// All answers to `input`, in one query. When that fails, policy by policy.
    pub(super) fn answer(&self, input: Value) -> Answers {
        let mut engine = self.take();
        engine.set_input(input.clone());
        let together = query(&mut engine, &format!("data.{ENTRY}.answers")).map(|value| self.split(&value));
        match together {
            Ok(answers) => {
                self.give_back(engine);
                answers
            }
            Err(fault) if self.rules.len() == 1 => vec![Err(fault)],
            Err(_) => (0..self.rules.len()).map(|at| self.answer_one(at, &input)).collect(),
        }
    }

    fn split(&self, value: &Value) -> Answers {
        let mut answers: Vec<Vec<(Rule, Value)>> = vec![Vec::new(); self.rules.len()];
        for answer in value.as_set().into_iter().flat_map(|answers| answers.iter()) {
            let at = answer[0_u64].as_u64().ok().and_then(|at| usize::try_from(at).ok());
            let rule = Rule::ALL.into_iter().find(|rule| answer[1_u64] == Value::from(rule.as_str()));
            if let (Some(answers), Some(rule)) = (at.and_then(|at| answers.get_mut(at)), rule) {
                answers.push((rule, answer[2_u64].clone()));
            }
        }
        answers.into_iter().map(Ok).collect()
    }

    /// The answer of one policy, on an engine of its own: one that failed is not used again.
    fn answer_one(&self, at: usize, input: &Value) -> Result<Vec<(Rule, Value)>, Fault> {
        let mut engine = self.template.clone();
        engine.set_input(input.clone());
        let (package, rules) = &self.rules[at];
        let mut answer = |rule: &Rule| Ok((*rule, query(&mut engine, &format!("data.{package}.{}", rule.as_str()))?));
        rules.iter().map(&mut answer).collect()
    }

    fn take(&self) -> Engine {
        let idle = self.idle().pop();
        idle.unwrap_or_else(|| self.template.clone())
    }

    fn give_back(&self, mut engine: Engine) {
        // Printed text would pile up.
        if engine.take_prints().is_ok() {
            self.idle().push(engine);
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Engine>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Does a line begin the rule `name`?
fn starts_rule(line: &str, name: &str) -> bool {
    line.strip_prefix(name).is_some_and(|rest| !rest.starts_with(|c: char| c == '_' || c.is_ascii_alphanumeric()))
}
