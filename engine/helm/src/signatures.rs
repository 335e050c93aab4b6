//! What the functions of templates take: Go checks and converts arguments by the types of parameters, before it calls.
//!
//! As Go's reflection tells them of Helm 3.22's functions and of Go 1.26's own.

use Param::{Any, Bool, Certificate, Float, Int, List, Map, Reflect, String, Time, Uint32};

/// Types of parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Param {
    /// `interface {}`
    Any,
    /// `reflect.Value`: anything, and also what is no value at all.
    Reflect,
    /// `string`
    String,
    /// `int`
    Int,
    /// `uint32`
    Uint32,
    /// `float64`
    Float,
    /// `bool`
    Bool,
    /// `time.Time`
    Time,
    /// `map[string]interface {}`
    Map,
    /// `[]interface {}`
    List,
    /// `sprig.certificate`
    Certificate,
}

/// The parameters of a function.
#[derive(Debug)]
pub(crate) struct Signature {
    /// The function's name.
    pub(crate) name: &'static str,
    /// Types of its parameters.
    pub(crate) params: &'static [Param],
    /// Does the last parameter take any number of arguments?
    pub(crate) variadic: bool,
}

impl Param {
    /// The name of the type, as messages have it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Any => "interface {}",
            Reflect => "reflect.Value",
            String => "string",
            Int => "int",
            Uint32 => "uint32",
            Float => "float64",
            Bool => "bool",
            Time => "time.Time",
            Map => "map[string]interface {}",
            List => "[]interface {}",
            Certificate => "sprig.certificate",
        }
    }

    /// Can `nil` be given for it?
    pub(crate) fn takes_nil(self) -> bool {
        matches!(self, Any | Reflect | Map | List)
    }
}

/// The parameters of the function `name`; none when there is no such function.
pub(crate) fn signature(name: &str) -> Option<&'static Signature> {
    let at = SIGNATURES.binary_search_by(|known| known.name.cmp(name)).ok()?;
    SIGNATURES.get(at)
}

const fn fixed(name: &'static str, params: &'static [Param]) -> Signature {
    Signature { name, params, variadic: false }
}

const fn variadic(name: &'static str, params: &'static [Param]) -> Signature {
    Signature { name, params, variadic: true }
}

/// In the order of their names.
static SIGNATURES: &[Signature] = &[
    fixed("abbrev", &[Int, String]),
    fixed("abbrevboth", &[Int, Int, String]),
    variadic("add", &[Any]),
    fixed("add1", &[Any]),
    fixed("add1f", &[Any]),
    variadic("addf", &[Any]),
    fixed("adler32sum", &[String]),
    fixed("ago", &[Any]),
    variadic("all", &[Any]),
    variadic("and", &[Reflect, Reflect]),
    variadic("any", &[Any]),
    fixed("append", &[Any, Any]),
    fixed("atoi", &[String]),
    fixed("b32dec", &[String]),
    fixed("b32enc", &[String]),
    fixed("b64dec", &[String]),
    fixed("b64enc", &[String]),
    fixed("base", &[String]),
    fixed("bcrypt", &[String]),
    variadic("biggest", &[Any, Any]),
    fixed("buildCustomCert", &[String, String]),
    variadic("call", &[Reflect, Reflect]),
    fixed("camelcase", &[String]),
    variadic("cat", &[Any]),
    fixed("ceil", &[Any]),
    fixed("chunk", &[Int, Any]),
    fixed("clean", &[String]),
    variadic("coalesce", &[Any]),
    fixed("compact", &[Any]),
    variadic("concat", &[Any]),
    fixed("contains", &[String, String]),
    fixed("date", &[String, Any]),
    fixed("dateInZone", &[String, Any, String]),
    fixed("dateModify", &[String, Time]),
    fixed("date_in_zone", &[String, Any, String]),
    fixed("date_modify", &[String, Time]),
    fixed("decryptAES", &[String, String]),
    fixed("deepCopy", &[Any]),
    fixed("deepEqual", &[Any, Any]),
    variadic("default", &[Any, Any]),
    fixed("derivePassword", &[Uint32, String, String, String, String]),
    variadic("dict", &[Any]),
    variadic("dig", &[Any]),
    fixed("dir", &[String]),
    fixed("div", &[Any, Any]),
    variadic("divf", &[Any, Any]),
    fixed("duration", &[Any]),
    fixed("durationRound", &[Any]),
    fixed("empty", &[Any]),
    fixed("encryptAES", &[String, String]),
    variadic("eq", &[Reflect, Reflect]),
    fixed("ext", &[String]),
    fixed("fail", &[String]),
    fixed("first", &[Any]),
    fixed("float64", &[Any]),
    fixed("floor", &[Any]),
    fixed("fromJson", &[String]),
    fixed("fromJsonArray", &[String]),
    fixed("fromToml", &[String]),
    fixed("fromYaml", &[String]),
    fixed("fromYamlArray", &[String]),
    fixed("ge", &[Reflect, Reflect]),
    fixed("genCA", &[String, Int]),
    fixed("genCAWithKey", &[String, Int, String]),
    fixed("genPrivateKey", &[String]),
    fixed("genSelfSignedCert", &[String, List, List, Int]),
    fixed("genSelfSignedCertWithKey", &[String, List, List, Int, String]),
    fixed("genSignedCert", &[String, List, List, Int, Certificate]),
    fixed("genSignedCertWithKey", &[String, List, List, Int, Certificate, String]),
    fixed("get", &[Map, String]),
    fixed("getHostByName", &[String]),
    fixed("gt", &[Reflect, Reflect]),
    fixed("has", &[Any, Any]),
    fixed("hasKey", &[Map, String]),
    fixed("hasPrefix", &[String, String]),
    fixed("hasSuffix", &[String, String]),
    fixed("hello", &[]),
    variadic("html", &[Any]),
    fixed("htmlDate", &[Any]),
    fixed("htmlDateInZone", &[Any, String]),
    fixed("htpasswd", &[String, String]),
    fixed("include", &[String, Any]),
    fixed("indent", &[Int, String]),
    variadic("index", &[Reflect, Reflect]),
    fixed("initial", &[Any]),
    fixed("initials", &[String]),
    fixed("int", &[Any]),
    fixed("int64", &[Any]),
    fixed("isAbs", &[String]),
    fixed("join", &[String, Any]),
    variadic("js", &[Any]),
    fixed("kebabcase", &[String]),
    variadic("keys", &[Map]),
    fixed("kindIs", &[String, Any]),
    fixed("kindOf", &[Any]),
    fixed("last", &[Any]),
    fixed("le", &[Reflect, Reflect]),
    fixed("len", &[Reflect]),
    variadic("list", &[Any]),
    fixed("lookup", &[String, String, String, String]),
    fixed("lower", &[String]),
    fixed("lt", &[Reflect, Reflect]),
    variadic("max", &[Any, Any]),
    variadic("maxf", &[Any, Any]),
    variadic("merge", &[Map, Map]),
    variadic("mergeOverwrite", &[Map, Map]),
    variadic("min", &[Any, Any]),
    variadic("minf", &[Any, Any]),
    fixed("mod", &[Any, Any]),
    variadic("mul", &[Any, Any]),
    variadic("mulf", &[Any, Any]),
    fixed("mustAppend", &[Any, Any]),
    fixed("mustChunk", &[Int, Any]),
    fixed("mustCompact", &[Any]),
    fixed("mustDateModify", &[String, Time]),
    fixed("mustDeepCopy", &[Any]),
    fixed("mustFirst", &[Any]),
    fixed("mustFromJson", &[String]),
    fixed("mustHas", &[Any, Any]),
    fixed("mustInitial", &[Any]),
    fixed("mustLast", &[Any]),
    variadic("mustMerge", &[Map, Map]),
    variadic("mustMergeOverwrite", &[Map, Map]),
    fixed("mustPrepend", &[Any, Any]),
    fixed("mustPush", &[Any, Any]),
    fixed("mustRegexFind", &[String, String]),
    fixed("mustRegexFindAll", &[String, String, Int]),
    fixed("mustRegexMatch", &[String, String]),
    fixed("mustRegexReplaceAll", &[String, String, String]),
    fixed("mustRegexReplaceAllLiteral", &[String, String, String]),
    fixed("mustRegexSplit", &[String, String, Int]),
    fixed("mustRest", &[Any]),
    fixed("mustReverse", &[Any]),
    variadic("mustSlice", &[Any, Any]),
    fixed("mustToDate", &[String, String]),
    fixed("mustToJson", &[Any]),
    fixed("mustToPrettyJson", &[Any]),
    fixed("mustToRawJson", &[Any]),
    fixed("mustUniq", &[Any]),
    variadic("mustWithout", &[Any, Any]),
    fixed("must_date_modify", &[String, Time]),
    fixed("ne", &[Reflect, Reflect]),
    fixed("nindent", &[Int, String]),
    fixed("nospace", &[String]),
    fixed("not", &[Reflect]),
    fixed("now", &[]),
    variadic("omit", &[Map, String]),
    variadic("or", &[Reflect, Reflect]),
    fixed("osBase", &[String]),
    fixed("osClean", &[String]),
    fixed("osDir", &[String]),
    fixed("osExt", &[String]),
    fixed("osIsAbs", &[String]),
    variadic("pick", &[Map, String]),
    variadic("pluck", &[String, Map]),
    fixed("plural", &[String, String, Int]),
    fixed("prepend", &[Any, Any]),
    variadic("print", &[Any]),
    variadic("printf", &[String, Any]),
    variadic("println", &[Any]),
    fixed("push", &[Any, Any]),
    variadic("quote", &[Any]),
    fixed("randAlpha", &[Int]),
    fixed("randAlphaNum", &[Int]),
    fixed("randAscii", &[Int]),
    fixed("randBytes", &[Int]),
    fixed("randInt", &[Int, Int]),
    fixed("randNumeric", &[Int]),
    fixed("regexFind", &[String, String]),
    fixed("regexFindAll", &[String, String, Int]),
    fixed("regexMatch", &[String, String]),
    fixed("regexQuoteMeta", &[String]),
    fixed("regexReplaceAll", &[String, String, String]),
    fixed("regexReplaceAllLiteral", &[String, String, String]),
    fixed("regexSplit", &[String, String, Int]),
    fixed("repeat", &[Int, String]),
    fixed("replace", &[String, String, String]),
    fixed("required", &[String, Any]),
    fixed("rest", &[Any]),
    fixed("reverse", &[Any]),
    variadic("round", &[Any, Int, Float]),
    fixed("semver", &[String]),
    fixed("semverCompare", &[String, String]),
    variadic("seq", &[Int]),
    fixed("set", &[Map, String, Any]),
    fixed("sha1sum", &[String]),
    fixed("sha256sum", &[String]),
    fixed("sha512sum", &[String]),
    fixed("shuffle", &[String]),
    variadic("slice", &[Any, Any]),
    fixed("snakecase", &[String]),
    fixed("sortAlpha", &[Any]),
    fixed("split", &[String, String]),
    fixed("splitList", &[String, String]),
    fixed("splitn", &[String, Int, String]),
    variadic("squote", &[Any]),
    fixed("sub", &[Any, Any]),
    variadic("subf", &[Any, Any]),
    fixed("substr", &[Int, Int, String]),
    fixed("swapcase", &[String]),
    fixed("ternary", &[Any, Any, Bool]),
    fixed("title", &[String]),
    fixed("toDate", &[String, String]),
    fixed("toDecimal", &[Any]),
    fixed("toJson", &[Any]),
    fixed("toPrettyJson", &[Any]),
    fixed("toRawJson", &[Any]),
    fixed("toString", &[Any]),
    fixed("toStrings", &[Any]),
    fixed("toToml", &[Any]),
    fixed("toYaml", &[Any]),
    fixed("toYamlPretty", &[Any]),
    fixed("tpl", &[String, Any]),
    fixed("trim", &[String]),
    fixed("trimAll", &[String, String]),
    fixed("trimPrefix", &[String, String]),
    fixed("trimSuffix", &[String, String]),
    fixed("trimall", &[String, String]),
    fixed("trunc", &[Int, String]),
    variadic("tuple", &[Any]),
    fixed("typeIs", &[String, Any]),
    fixed("typeIsLike", &[String, Any]),
    fixed("typeOf", &[Any]),
    fixed("uniq", &[Any]),
    fixed("unixEpoch", &[Time]),
    fixed("unset", &[Map, String]),
    fixed("until", &[Int]),
    fixed("untilStep", &[Int, Int, Int]),
    fixed("untitle", &[String]),
    fixed("upper", &[String]),
    fixed("urlJoin", &[Map]),
    fixed("urlParse", &[String]),
    variadic("urlquery", &[Any]),
    fixed("uuidv4", &[]),
    fixed("values", &[Map]),
    variadic("without", &[Any, Any]),
    fixed("wrap", &[Int, String]),
    fixed("wrapWith", &[Int, String, String]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_order() {
        assert!(SIGNATURES.is_sorted_by(|left, right| left.name < right.name));
        assert_eq!(SIGNATURES.len(), 238);
        assert_eq!(signature("trunc").map(|trunc| trunc.params), Some(&[Int, String][..]));
        assert!(signature("env").is_none());
    }
}
