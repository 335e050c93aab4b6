//! Terms of random programs.

use super::{Program, SORTS, Sort};

/// Calls by what they give: `N` a number, `T` a text, `A` an array, `O` an object, `S` a set, `C` a collection, `?` anything.
const CALLS: [(Sort, &str); 74] = [
    (Sort::Number, "count(C)"),
    (Sort::Number, "count(T)"),
    (Sort::Number, "sum([N, N])"),
    (Sort::Number, "max(A)"),
    (Sort::Number, "min(S)"),
    (Sort::Number, "abs(N)"),
    (Sort::Number, "round(N)"),
    (Sort::Number, "floor(N)"),
    (Sort::Number, "to_number(?)"),
    (Sort::Number, "product([N, N])"),
    (Sort::Number, "indexof(T, T)"),
    (Sort::Number, "bits.and(1, 3)"),
    (Sort::Number, "strings.count(T, T)"),
    (Sort::Number, "N + N"),
    (Sort::Number, "N - N"),
    (Sort::Number, "N * N"),
    (Sort::Number, "N / N"),
    (Sort::Number, "N % 3"),
    (Sort::Text, "concat(\"-\", A)"),
    (Sort::Text, "sprintf(\"%v %s\", [?, ?])"),
    (Sort::Text, "lower(T)"),
    (Sort::Text, "upper(T)"),
    (Sort::Text, "substring(T, 0, N)"),
    (Sort::Text, "replace(T, T, T)"),
    (Sort::Text, "trim(T, T)"),
    (Sort::Text, "format_int(N, 10)"),
    (Sort::Text, "json.marshal(?)"),
    (Sort::Text, "type_name(?)"),
    (Sort::Text, "trim_prefix(T, T)"),
    (Sort::Text, "base64.encode(T)"),
    (Sort::Text, "strings.reverse(T)"),
    (Sort::Text, "$\"a{?}b\""),
    (Sort::Text, "sprintf(\"%d|%5.2f\", [N, N])"),
    (Sort::Bool, "startswith(T, T)"),
    (Sort::Bool, "contains(T, T)"),
    (Sort::Bool, "is_string(?)"),
    (Sort::Bool, "is_number(?)"),
    (Sort::Bool, "is_array(?)"),
    (Sort::Bool, "regex.match(\"^a\", T)"),
    (Sort::Bool, "? in C"),
    (Sort::Bool, "N < N"),
    (Sort::Bool, "? == ?"),
    (Sort::Bool, "? != ?"),
    (Sort::Bool, "is_set(?)"),
    (Sort::Bool, "object.subset(O, O)"),
    (Sort::Bool, "T, ? in O"),
    (Sort::Array, "array.concat(A, A)"),
    (Sort::Array, "array.slice(A, 0, N)"),
    (Sort::Array, "sort(C)"),
    (Sort::Array, "split(T, T)"),
    (Sort::Array, "array.reverse(A)"),
    (Sort::Array, "numbers.range(1, 4)"),
    (Sort::Array, "[? | BODY]"),
    (Sort::Array, "[? | BODY]"),
    (Sort::Array, "regex.split(\"b\", T)"),
    (Sort::Object, "object.union(O, O)"),
    (Sort::Object, "object.remove(O, A)"),
    (Sort::Object, "object.filter(O, S)"),
    (Sort::Object, "{T: ? | BODY}"),
    (Sort::Object, "json.filter(O, [\"a\"])"),
    (Sort::Object, "json.remove(O, [\"b/c\"])"),
    (Sort::Object, "object.union_n([O, O])"),
    (Sort::Set, "S | S"),
    (Sort::Set, "S & S"),
    (Sort::Set, "S - S"),
    (Sort::Set, "{? | BODY}"),
    (Sort::Set, "{? | BODY}"),
    (Sort::Set, "object.keys(O)"),
    (Sort::Set, "union({S, S})"),
    (Sort::Set, "intersection({S, S})"),
    (Sort::Any, "object.get(O, ?, ?)"),
    (Sort::Any, "O[T]"),
    (Sort::Any, "A[N]"),
    (Sort::Any, "json.unmarshal(T)"),
];

impl Program {
    pub(super) fn constant(&mut self, sort: Sort) -> String {
        let constants: &[&str] = match sort {
            Sort::Number => &["0", "1", "2", "-1", "2.5", "10", "1e2", "3"],
            Sort::Text => &["\"\"", "\"a\"", "\"b\"", "\"ab\"", "\"x\"", "\"1\"", "\"ünï\"", "`a`"],
            Sort::Bool => &["true", "false"],
            Sort::Array => &["[]", "[1, 2]", "[\"a\", \"b\"]", "[[1], {\"a\": 2}]", "[1, 1.0, null]"],
            Sort::Object => &["{}", "{\"a\": 1}", "{\"a\": {\"b\": 2}, \"b\": 1}", "{1: \"x\", \"a\": [1]}"],
            Sort::Set => &["set()", "{1, 2}", "{\"a\"}", "{1, \"a\", [2]}"],
            Sort::Any => {
                let sort = self.random.pick(&SORTS[..6]);
                return if self.random.one_in(8) { "null".to_owned() } else { self.constant(sort) };
            }
        };
        self.random.pick(constants).to_owned()
    }

    /// A value of which the compiler knows no type.
    fn unknown(&mut self, sort: Sort) -> String {
        let (key, count) = match sort {
            Sort::Number => ("n", 8),
            Sort::Text => ("t", 8),
            Sort::Bool => ("b", 2),
            Sort::Array => ("a", 5),
            Sort::Object => ("o", 3),
            Sort::Set => return self.constant(sort),
            Sort::Any => {
                let sort = self.random.pick(&SORTS[..5]);
                return self.unknown(sort);
            }
        };
        format!("input.k.{key}[{}]", self.random.below(count))
    }

    /// A reference to input or data.
    fn document(&mut self, sort: Sort) -> String {
        let documents: &[&str] = match sort {
            Sort::Number => &["input.n", "data.base.n", "input.xs[0]", "input.o.a"],
            Sort::Text => &["input.s", "data.base.s", "input.names[1]", "input.o[\"d e\"]"],
            Sort::Bool => &["input.b", "input.f", "data.base.f"],
            Sort::Array => &["input.xs", "input.names", "input.nested", "data.base.xs", "input.o.b.c"],
            Sort::Object => &["input.o", "data.base.o", "input.empty", "input", "input.nested[0]", "input.nested[_]"],
            Sort::Set | Sort::Any => &[
                "input.missing",
                "input.z",
                "input.xs[_]",
                "input.o[_]",
                "data.base[_]",
                "input.missing.x",
                "input.nested[_].id",
            ],
        };
        self.random.pick(documents).to_owned()
    }

    pub(super) fn collection(&mut self) -> String {
        let sort = self.random.pick(&[Sort::Array, Sort::Object, Sort::Set, Sort::Array]);
        self.term(sort, 1)
    }

    pub(super) fn term(&mut self, sort: Sort, depth: usize) -> String {
        // A little noise: what is wrong must be refused alike.
        let sort = if self.random.one_in(self.mistakes) { self.sort() } else { sort };
        match self.random.below(12) {
            0 => self.constant(sort),
            1 | 10 => self.unknown(sort),
            11 => {
                // A value of another type shows only when it is evaluated.
                let other = self.sort();
                if self.random.one_in(4) { self.unknown(other) } else { self.unknown(sort) }
            }
            2 | 3 => self.variable(sort),
            4 => self.document(sort),
            5 => self.rule_or(sort, depth),
            6 if depth > 0 => self.literal(sort, depth),
            _ if depth > 0 => self.call(sort, depth),
            _ => self.variable(sort),
        }
    }

    fn variable(&mut self, sort: Sort) -> String {
        let exact = self.random.below(4) > 0;
        let fits = |found: &Sort| sort == Sort::Any || *found == Sort::Any && !exact || *found == sort;
        let fitting: Vec<_> =
            self.variables.iter().filter(|(_, found)| fits(found)).map(|(name, _)| name.clone()).collect();
        if self.random.one_in(self.mistakes * 5) {
            return "unknown".to_owned();
        }
        if fitting.is_empty() {
            return self.unknown(sort);
        }
        fitting[self.random.below(fitting.len())].clone()
    }

    /// An earlier rule of this sort, or something else.
    fn rule_or(&mut self, sort: Sort, depth: usize) -> String {
        let fitting: Vec<_> =
            self.rules.iter().filter(|rule| sort == Sort::Any || rule.sort == sort).cloned().collect();
        if fitting.is_empty() {
            return self.document(sort);
        }
        let rule = fitting[self.random.below(fitting.len())].clone();
        if let Some(count) = rule.arguments {
            let arguments: Vec<_> = (0..count).map(|_| self.term(Sort::Any, depth.saturating_sub(1))).collect();
            return format!("{}({})", rule.name, arguments.join(", "));
        }
        match self.random.below(6) {
            0 if sort == Sort::Any => format!("{}[_]", rule.name),
            1 if sort == Sort::Any => {
                let key = self.term(Sort::Any, 0);
                format!("{}[{key}]", rule.name)
            }
            2 if sort == Sort::Any && rule.sort == Sort::Object => format!("{}.a", rule.name),
            _ => rule.name,
        }
    }

    fn literal(&mut self, sort: Sort, depth: usize) -> String {
        let count = self.random.below(3);
        let items = |this: &mut Self| (0..count).map(|_| this.term(Sort::Any, depth - 1)).collect::<Vec<_>>();
        match sort {
            Sort::Array => format!("[{}]", items(self).join(", ")),
            Sort::Set if count > 0 => format!("{{{}}}", items(self).join(", ")),
            Sort::Object => {
                let values = items(self);
                let pairs: Vec<_> = values
                    .into_iter()
                    .enumerate()
                    .map(|(index, value)| format!("{}: {value}", ["\"a\"", "\"b\"", "\"id\""][index]))
                    .collect();
                format!("{{{}}}", pairs.join(", "))
            }
            Sort::Any => {
                let sort = self.random.pick(&[Sort::Array, Sort::Object, Sort::Set]);
                self.literal(sort, depth)
            }
            _ => self.constant(sort),
        }
    }

    fn call(&mut self, sort: Sort, depth: usize) -> String {
        let sort = if sort == Sort::Any { self.random.pick(&SORTS) } else { sort };
        let fitting: Vec<_> = CALLS.iter().filter(|(found, _)| *found == sort).collect();
        let template = fitting[self.random.below(fitting.len())].1;
        let kept = self.variables.len();
        // The body binds what the head of a comprehension says.
        let body = template.contains("BODY").then(|| self.body(1).trim().replace('\n', "; ").replace(";  ", "; "));
        let mut text = String::new();
        let mut rest = template;
        let (mut quoted, mut word) = (false, false);
        while let Some(next) = rest.chars().next() {
            if let (Some(after), Some(body)) = (rest.strip_prefix("BODY"), &body) {
                text += body;
                rest = after;
                continue;
            }
            let after = rest.get(next.len_utf8()..).unwrap_or_default();
            let alone = !word && !after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.');
            let inner = depth - 1;
            // The body of a template string stands in quotes.
            let open = !quoted || template.starts_with('$');
            let hole = match next {
                'N' => Some(Sort::Number),
                'T' => Some(Sort::Text),
                'A' => Some(Sort::Array),
                'O' => Some(Sort::Object),
                'S' => Some(Sort::Set),
                '?' => Some(Sort::Any),
                _ => None,
            };
            match (next, hole) {
                ('C', _) if alone && open => text += &self.collection_at(inner),
                (_, Some(sort)) if alone && open => {
                    let term = self.term(sort, inner);
                    let infix = term.contains(' ') && !term.starts_with(['[', '{', '"']);
                    text += &if infix { format!("({term})") } else { term };
                }
                _ => text.push(next),
            }
            quoted ^= next == '"';
            word = next.is_ascii_alphanumeric() || next == '_' || next == '.';
            rest = after;
        }
        self.variables.truncate(kept);
        text
    }

    fn collection_at(&mut self, depth: usize) -> String {
        let sort = self.random.pick(&[Sort::Array, Sort::Object, Sort::Set]);
        self.term(sort, depth)
    }
}
