//! Which files belong to the scan, what each is, which together are one unit.
