//! The one entry point of every user interface: settings and files in, findings out.
