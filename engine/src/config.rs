//! `bartizan.toml`: severities, ignored paths, parameters, exceptions.
