//! The name that somebody probably meant.

/// How alike two names have to be, from 0 to 1, for the one to be suggested in place of the other.
const ALIKE: f64 = 0.8;

/// Letters of the shortest name of which one may differ.
const SHORTEST: usize = 3;

/// The one of `known` that `given` was probably meant to be.
#[must_use]
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = given.to_lowercase();
    let alike = |name: &str| {
        let name = name.to_lowercase();
        let alike = strsim::jaro_winkler(&given, &name);
        // Two letters that changed places weigh much in a short name.
        if name.len() >= SHORTEST && strsim::osa_distance(&given, &name) == 1 { alike.max(ALIKE) } else { alike }
    };
    known
        .into_iter()
        .map(|name| (alike(name), name))
        .filter(|(alike, _)| *alike >= ALIKE)
        .reduce(|best, other| if other.0 > best.0 { other } else { best })
        .map(|(_, name)| name)
}

/// `; did you mean `name`?`, for the end of a message; empty where no name is near.
#[must_use]
pub fn suggestion<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    meant(nearest(given, known))
}

/// The same for a name that was found to be near.
#[must_use]
pub fn meant(near: Option<&str>) -> String {
    near.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{nearest, suggestion};

    #[test]
    fn suggests_what_is_near() {
        let known = ["approved_registries", "exempt_images", "max_days"];
        assert_eq!(nearest("aproved_registry", known), Some("approved_registries"));
        assert_eq!(nearest("MAX_DAY", known), Some("max_days"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest("dri", ["name", "dir"]), Some("dir"));
        assert_eq!(nearest("M1G9", ["M1G1", "M1G2"]), Some("M1G1"), "the first of those equally near");
        assert_eq!(suggestion("exempt_image", known), "; did you mean `exempt_images`?");
    }
}
