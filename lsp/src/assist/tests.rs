use std::collections::BTreeSet;

use bartizan_engine::policy::Pack;

use super::words::{meaning, words_at};
use super::{Language, spot_of};

/// The spot at the mark `‸`, as `path: word`.
fn at(language: Language, marked: &str) -> String {
    let offset = marked.find('‸').unwrap();
    let text = marked.replace('‸', "");
    let Some(spot) = spot_of(language, &text, offset) else { return "nothing".to_owned() };
    assert!(spot.word.contains(&offset) || spot.word.end == offset, "{marked}: {:?}", spot.word);
    let quote = if spot.quoted { "'" } else { "|" };
    format!("{:?} {quote}{}{quote}", spot.place, &text[spot.word])
}

/// The first labels of the words at the mark, and how many there are.
fn words(language: Language, marked: &str) -> (Vec<String>, usize) {
    let offset = marked.find('‸').unwrap();
    let text = marked.replace('‸', "");
    let spot = spot_of(language, &text, offset).unwrap();
    let words = words_at(&spot, &text, &Pack::bundled(), &BTreeSet::new());
    (words.iter().take(3).map(|word| format!("{} -> {}", word.label, word.text)).collect(), words.len())
}

#[test]
fn knows_where_in_the_settings_the_cursor_is() {
    let at = |marked| at(Language::Settings, marked);
    let cases = [
        "‸",
        "pro‸",
        "profile = ‸",
        "profile = \"str‸",
        "select = [\"K8S-001\", \"K8‸\"]",
        "select = [\n  \"K8S-001\",\n  ‸\n]\n",
        "[‸",
        "[par‸]",
        "[parameters.‸]",
        "[parameters.K8S-001]\nexempt‸",
        "[severities]\n\"K8S-0‸\" = \"off\"",
        "[[exceptions]]\npolicy = \"KC-‸\"\n",
        "[[terraform.root]]\nvars = { a = 1, b‸ }\n",
        "a = 1\n\n[fleet]\ncomplete = [\"kube‸\"",
        "[fleet]\ncomplete = []\n‸",
        "# see ‸",
        "select = [] # because ‸",
        "profile = \"strict\" ‸",
        "profile = \"strict\"‸",
        "profile = ‸\"strict\"",
        "profile = \"\"\"‸\"\"\"",
        "select = [\"K8S-001\"]‸",
        "select = [\"K8S-001\" ‸]",
        "select = [\"K8S-001\", ‸]",
        "[fleet] ‸",
    ];
    let told: Vec<String> = cases.iter().map(|case| at(case)).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    Settings(Key([])) ||
    Settings(Key([])) |pro|
    Settings(Value(["profile"])) ||
    Settings(Value(["profile"])) 'str'
    Settings(Value(["select"])) 'K8'
    Settings(Value(["select"])) ||
    Settings(Header([])) ||
    Settings(Header([])) |par|
    Settings(Header(["parameters"])) ||
    Settings(Key(["parameters", "K8S-001"])) |exempt|
    Settings(Key(["severities"])) 'K8S-0'
    Settings(Value(["exceptions", "policy"])) 'KC-'
    Settings(Key(["terraform", "root", "vars"])) |b|
    Settings(Value(["fleet", "complete"])) 'kube'
    Settings(Key(["fleet"])) ||
    nothing
    nothing
    nothing
    nothing
    nothing
    nothing
    nothing
    nothing
    Settings(Value(["select"])) ||
    nothing
    "#);
}

#[test]
fn knows_where_in_the_attestations_the_cursor_is() {
    let at = |marked| at(Language::Attestations, marked);
    let cases = [
        "‸",
        "att‸estations:\n",
        "attestations:\n  - ‸\n",
        "attestations:\n  - row: M1‸\n",
        "attestations:\n  - row: M1G1\n    owner: \"Plat‸form\"\n",
        "attestations: []\nnot_applicable:\n- row: M1G1\n  rea‸",
        "# attes‸",
    ];
    let told: Vec<String> = cases.iter().map(|case| at(case)).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    Attestations(Key([])) ||
    Attestations(Key([])) |attestations|
    Attestations(Key(["attestations"])) ||
    Attestations(Value(["attestations", "row"])) |M1|
    Attestations(Value(["attestations", "owner"])) 'Platform'
    Attestations(Key(["not_applicable"])) |rea|
    nothing
    "#);
}

#[test]
fn knows_the_ids_of_a_suppression() {
    let at = |marked| at(Language::Other, marked);
    let cases = [
        "a: 1 # bartizan: ignore[‸",
        "a: 1 # bartizan: ignore[K8S-001, K8‸] why",
        "a: 1 # bartizan: ignore[K8S-0‸01] why",
        "a: 1 # bartizan: ignore[K8S-001] why un‸",
        "a: 1 # bartizan: ig‸nore[K8S-001] why",
        "  bartizan.dev/ignore.agent: \"[K8S-003, ‸] reads\"",
        "a: ‸1\n# bartizan: ignore[K8S-001]",
    ];
    let told: Vec<String> = cases.iter().map(|case| at(case)).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    Ids ||
    Ids |K8|
    Ids |K8S-001|
    Reason |un|
    nothing
    Ids ||
    nothing
    "#);
}

#[test]
fn offers_what_may_stand_there() {
    let settings = |marked| words(Language::Settings, marked);
    assert_eq!(
        settings("profile = ‸"),
        (vec!["default -> \"default\"".to_owned(), "strict -> \"strict\"".to_owned()], 2)
    );
    assert_eq!(settings("[suppressions]\nrequire_reason = ‸").0, ["true -> true", "false -> false"]);
    let (first, count) = settings("select = [\"‸\"]");
    assert!(first.iter().all(|word| word.contains('-')) && count > 376, "{first:?} {count}");
    assert_eq!(settings("[parameters.K8S-001]\n‸").0, ["exempt_images -> exempt_images = []"]);
    assert!(
        settings("[[owners]]\nowner = \"‸").0.contains(&"Application Developers -> Application Developers".to_owned())
    );
    let (_, keys) = settings("‸");
    assert!(keys > 15, "{keys}");
    let rows = words(Language::Attestations, "attestations:\n  - row: ‸").0;
    assert_eq!(rows, ["M1G1 -> M1G1", "M1G2 -> M1G2", "M1G3 -> M1G3"]);
    let keys = words(Language::Attestations, "attestations:\n  - ‸").0;
    assert_eq!(keys, ["date -> date: ", "evidence -> evidence: ", "expires -> expires: "]);
}

#[test]
fn says_what_words_mean() {
    let meaning = |language, marked: &str| {
        let offset = marked.find('‸').unwrap();
        let text = marked.replace('‸', "");
        meaning(&spot_of(language, &text, offset).unwrap(), &text, &Pack::bundled()).unwrap_or_default()
    };
    assert!(meaning(Language::Other, "a: 1 # bartizan: ignore[K8S-0‸03] r").starts_with("# K8S-003: "));
    assert!(meaning(Language::Settings, "[severities]\nK8S-0‸03 = \"off\"").starts_with("# K8S-003: "));
    assert!(meaning(Language::Settings, "pro‸file = \"strict\"").contains("policies run"));
    assert!(meaning(Language::Settings, "[parameters.K8S-001]\nexempt‸_images = []").contains("array"));
    assert!(
        meaning(Language::Attestations, "attestations:\n  - row: M1‸G1")
            .starts_with("**M1G1** (maturity level 1, governance)")
    );
    assert_eq!(meaning(Language::Settings, "nonsense‸ = 1"), "");
}

/// Nothing that one types takes long or is too deep.
#[test]
fn bears_deep_nesting() {
    for (open, is_known) in [("[", true), ("{a=", true), ("a={b=", false)] {
        let spot = |depth: usize| {
            let text = format!("x = {}", open.repeat(depth));
            (spot_of(Language::Settings, &text, text.len()), text.len())
        };
        assert_eq!(spot(20).0.is_some(), is_known, "{open}");
        let (deep, end) = spot(20_000);
        assert!(deep.is_none_or(|spot| spot.word == (end..end)), "{open}");
    }
}

/// What each word at the mark makes of the text.
fn made(language: Language, marked: &str, label: &str) -> Option<String> {
    let offset = marked.find('‸').unwrap();
    let text = marked.replace('‸', "");
    let spot = spot_of(language, &text, offset)?;
    let words = words_at(&spot, &text, &Pack::bundled(), &BTreeSet::new());
    let word = words.into_iter().find(|word| word.label == label)?;
    Some(format!("{}{}{}", &text[..spot.word.start], word.text, &text[spot.word.end..]))
}

#[test]
fn adds_what_is_not_there_and_no_more() {
    for (marked, label, expected) in [
        ("prof‸", "profile", Some("profile = ")),
        ("prof‸ = \"strict\"", "profile", Some("profile = \"strict\"")),
        ("\"prof‸\"", "profile", Some("\"profile\"")),
        ("\"sup‸\"", "suppressions", None),
        ("sup‸", "suppressions", Some("[suppressions]\n")),
        ("‸\nprofile = \"strict\"\n", "suppressions", None),
        ("‸\n# end\n\n[fleet]\n", "exceptions", Some("[[exceptions]]\n\n# end\n\n[fleet]\n")),
        ("[severities]\n\"K8S-00‸\" = \"high\"", "K8S-003", Some("[severities]\n\"K8S-003\" = \"high\"")),
        ("[severities]\n\"‸", "K8S-003", Some("[severities]\n\"K8S-003")),
        ("[severities]\n‸", "K8S-003", Some("[severities]\n\"K8S-003\" = ")),
        ("[parameters.K8S-001]\nex‸ = [\"x\"]", "exempt_images", Some("[parameters.K8S-001]\nexempt_images = [\"x\"]")),
        ("[‸]", "exceptions", None),
        ("[‸]", "suppressions", Some("[suppressions]")),
        ("[[‸]]", "suppressions", None),
        ("[[‸]]", "exceptions", Some("[[exceptions]]")),
        ("select = K8S‸", "K8S-003", Some("select = [\"K8S-003\"]")),
        ("select = [K8S‸]", "K8S-003", Some("select = [\"K8S-003\"]")),
        ("select = \"K8S‸\"", "K8S-003", None),
    ] {
        assert_eq!(made(Language::Settings, marked, label).as_deref(), expected, "{marked}");
    }
    for (marked, label, expected) in [
        ("attest‸ations:\n", "attestations", "attestations:\n"),
        ("attestations:\n  - ro‸w: M1G1", "row", "attestations:\n  - row: M1G1"),
        ("attestations:\n  - row:‸", "M1G2", "attestations:\n  - row: M1G2"),
    ] {
        assert_eq!(made(Language::Attestations, marked, label).as_deref(), Some(expected), "{marked}");
    }
}

/// Wherever the cursor is, no word breaks a file that was right.
#[test]
fn no_word_breaks_the_file() {
    let text = "# 1\nprofile = \"strict\" # 2\nselect = [\"K8S-003\", 'KC-*']\n\n[severities]\n\"K8S-001\" = \"high\"\nKC-001 = \"low\"\n\n\
                [[exceptions]]\npolicy = \"K8S-001\"\n\n[parameters.K8S-001]\nexempt_images = []\n\n[fleet]\ncomplete = [\n  \"keycloak\",\n]\n";
    let is_right = |text: &str| toml::from_str::<toml::Table>(text).is_ok();
    assert!(is_right(text));
    let pack = Pack::bundled();
    for offset in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
        let Some(spot) = spot_of(Language::Settings, text, offset) else { continue };
        if spot.listed && spot.word.is_empty() {
            // One more in a list wants its comma.
            continue;
        }
        for word in words_at(&spot, text, &pack, &BTreeSet::new()).into_iter().step_by(7) {
            let value = if word.text.ends_with("= ") { "1" } else { "" };
            let made = format!("{}{}{value}{}", &text[..spot.word.start], word.text, &text[spot.word.end..]);
            // A key may be there already; what is offered behind one that stands alone is its end.
            let is_twice = made.matches(&word.label).count() > 1;
            assert!(is_twice || is_right(&made), "{offset}: {made}");
        }
    }
}
