//! Faults as the Rego crate words them, taken apart.

/// A fault with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The policy file, when known.
    pub(super) file: Option<String>,
    /// Line and column, from 1.
    pub(super) place: Option<(u32, u32)>,
    /// What is wrong.
    pub(super) message: String,
}

impl Fault {
    /// Takes apart `--> file:line:column`, an excerpt, and `error: message`.
    pub(super) fn new(text: &str) -> Self {
        let place = text.lines().find_map(|line| line.trim_start().strip_prefix("--> "));
        let message = text.lines().rev().find_map(|line| line.strip_prefix("error: "));
        let mut fault = Self { file: None, place: None, message: message.unwrap_or(text.trim()).to_owned() };
        if let Some(place) = place {
            let mut parts = place.trim().rsplitn(3, ':');
            let column = parts.next().and_then(|column| column.parse().ok());
            let line = parts.next().and_then(|line| line.parse().ok());
            fault.place = line.zip(column);
            fault.file = parts.next().map(str::to_owned);
        }
        fault
    }

    /// On one line, for people.
    pub(super) fn describe(&self) -> String {
        if self.message.contains("exceeded time limit") {
            return "it took too long and was stopped".to_owned();
        }
        match (&self.file, self.place) {
            (Some(file), Some((line, _))) => format!("{file}:{line}: {}", self.message),
            _ => self.message.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_messages_apart() {
        let text = "\n--> C:/a.rego:3:17\n  |\n3 | x := 1 +\n  |     ^\nerror: expecting expression";
        let fault = Fault::new(text);
        assert_eq!(fault.file.as_deref(), Some("C:/a.rego"));
        assert_eq!(fault.place, Some((3, 17)));
        assert_eq!(fault.describe(), "C:/a.rego:3: expecting expression");
        assert_eq!(Fault::new("plain\n").describe(), "plain");
    }
}
