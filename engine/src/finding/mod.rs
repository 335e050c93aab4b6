//! Findings: place, fingerprint, suppression, baseline, exception with expiry.
