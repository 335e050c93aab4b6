//! Realm exports in all their wrappers to resources.
