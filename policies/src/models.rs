//! The two security models that policies serve, row by row: the maturity model (levels 1 to 4) and the shared
//! responsibility model (teams, and layers with a primary team).
//!
//! The keys are what policies name in `custom.controls` and attestations in `row`: they stay for ever.

use Evidence::{Attestation, Both, Policies};
use Pillar::{Governance, Operations, Technical};

/// How a row is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// By policies alone.
    Policies,
    /// By policies, and by an attestation of what configuration cannot show: the text says what that is.
    Both(&'static str),
    /// By an attestation alone.
    Attestation,
}

/// A column of the maturity model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pillar {
    /// Owners, policies, reviews.
    Governance,
    /// Logging, patching, backups, detection.
    Operations,
    /// What is configured.
    Technical,
}

impl Pillar {
    /// All pillars, as the model orders them.
    pub const ALL: [Self; 3] = [Self::Governance, Self::Operations, Self::Technical];

    /// The name as policies and outputs write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Governance => "governance",
            Self::Operations => "operations",
            Self::Technical => "technical",
        }
    }
}

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the maturity model.
    Maturity {
        /// 1 to 4.
        level: u8,
        /// Its column.
        pillar: Pillar,
    },
    /// In the responsibility model, among the duties of a team.
    Responsibility {
        /// The team.
        team: &'static str,
    },
}

/// A row of one of the two models.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Stable key, `M2T5` or `P5`.
    pub key: &'static str,
    /// Model and place in it.
    pub place: Place,
    /// How it is answered.
    pub evidence: Evidence,
    /// The row as the model words it.
    pub text: &'static str,
}

/// A layer of the responsibility model.
#[derive(Clone, Copy, Debug)]
pub struct Layer {
    /// Its name.
    pub name: &'static str,
    /// The team that answers for it.
    pub primary: &'static str,
    /// The teams that help.
    pub supporting: &'static [&'static str],
}

/// The row of a key.
#[must_use]
pub fn row(key: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.key == key)
}

/// Rows of the maturity model at a level and pillar.
const fn maturity(key: &'static str, level: u8, pillar: Pillar, evidence: Evidence, text: &'static str) -> Row {
    Row { key, place: Place::Maturity { level, pillar }, evidence, text }
}

/// A duty of a team.
const fn duty(key: &'static str, team: &'static str, evidence: Evidence, text: &'static str) -> Row {
    Row { key, place: Place::Responsibility { team }, evidence, text }
}

/// Every row, in the order of the models.
pub static ROWS: [Row; 74] = [
    maturity("M1G1", 1, Governance, Attestation, "Assign a Security Owner (even if part-time)"),
    maturity("M1G2", 1, Governance, Attestation, "Define a simple Acceptable Use & Access Policy"),
    maturity("M1G3", 1, Governance, Attestation, "Track who has access to what (even in a spreadsheet)"),
    maturity("M1O1", 1, Operations, Policies, "Enable MFA (Multi-Factor Authentication) for admins/devs"),
    maturity("M1O2", 1, Operations, Policies, "Basic audit logging: access, deployments, API calls"),
    maturity(
        "M1O3",
        1,
        Operations,
        Both("the assessment itself: threats, their weight and what was decided"),
        "Perform a basic threat assessment of critical services",
    ),
    maturity("M1T1", 1, Technical, Policies, "Use centralized authentication (e.g., Keycloak, OAuth/OIDC)"),
    maturity("M1T2", 1, Technical, Policies, "Encrypt data in transit (TLS) and at rest (e.g., disk-level encryption)"),
    maturity("M1T3", 1, Technical, Policies, "Secrets not in code – store in environment variables or secret managers"),
    maturity("M1T4", 1, Technical, Policies, "Use read-only file systems for stateless containers"),
    maturity("M2G1", 2, Governance, Attestation, "Define a Security Policy with roles & responsibilities"),
    maturity("M2G2", 2, Governance, Attestation, "Set up basic incident response playbook (even a shared doc)"),
    maturity("M2G3", 2, Governance, Attestation, "Begin periodic access reviews"),
    maturity("M2O1", 2, Operations, Policies, "Automate patching and updates"),
    maturity(
        "M2O2",
        2,
        Operations,
        Policies,
        "Enable log monitoring and alerts (e.g., failed logins, privilege escalation)",
    ),
    maturity(
        "M2O3",
        2,
        Operations,
        Both("how changes are reviewed where no configuration shows it"),
        "Use infrastructure-as-code with peer reviews (Terraform, Helm, etc.)",
    ),
    maturity("M2T1", 2, Technical, Policies, "Use HashiCorp Vault or AWS/GCP/Azure Secrets Manager for all secrets"),
    maturity("M2T2", 2, Technical, Policies, "Implement role-based access control (RBAC) in Kubernetes or API gateway"),
    maturity("M2T3", 2, Technical, Policies, "Use service accounts with limited permissions"),
    maturity("M2T4", 2, Technical, Policies, "Add basic Web Application Firewall (WAF) or API gateway protection"),
    maturity("M2T5", 2, Technical, Policies, "Apply CIS Level 1 Benchmarks on operating systems and containers"),
    maturity("M3G1", 3, Governance, Attestation, "Conduct formal risk assessments and data classification"),
    maturity("M3G2", 3, Governance, Attestation, "Enforce privacy by design in new projects (esp. citizen-facing)"),
    maturity("M3G3", 3, Governance, Attestation, "Introduce security training for devs and admins"),
    maturity(
        "M3O1",
        3,
        Operations,
        Both("pipelines that are defined outside of the scan"),
        "Adopt DevSecOps practices – integrate scanning into CI/CD (e.g., Trivy, Snyk)",
    ),
    maturity("M3O2", 3, Operations, Policies, "Apply network policies, isolate environments by namespace/team"),
    maturity(
        "M3O3",
        3,
        Operations,
        Both("dated results of restores and of incident simulations"),
        "Regularly test backups and incident response simulation",
    ),
    maturity("M3T1", 3, Technical, Policies, "Enforce least privilege at all layers"),
    maturity("M3T2", 3, Technical, Policies, "Enable mTLS between services via service mesh (e.g., Istio, Linkerd)"),
    maturity(
        "M3T3",
        3,
        Technical,
        Both("integrity checks on hosts that are built by hand or elsewhere"),
        "Add integrity checking (AIDE, etc.)",
    ),
    maturity("M3T4", 3, Technical, Policies, "Implement revocation support for credentials (VCs, tokens)"),
    maturity(
        "M3T5",
        3,
        Technical,
        Policies,
        "Introduce wallet-based credential flow (OID4VC) for citizen data sharing",
    ),
    maturity("M4G1", 4, Governance, Attestation, "Adopt a compliance framework (e.g., ISO 27001, DPDP, NIST)"),
    maturity("M4G2", 4, Governance, Attestation, "Define and track security SLAs and KPIs"),
    maturity("M4G3", 4, Governance, Attestation, "Build a security champion program across dev teams"),
    maturity("M4O1", 4, Operations, Policies, "Implement runtime threat detection (Falco, Sysdig)"),
    maturity(
        "M4O2",
        4,
        Operations,
        Both("reports of the benchmark runs on hosts"),
        "Automate CIS Benchmark checks (Lynis, OpenSCAP)",
    ),
    maturity(
        "M4O3",
        4,
        Operations,
        Policies,
        "Monitor resource misconfigurations (e.g., open ports, privilege escalation)",
    ),
    maturity(
        "M4T1",
        4,
        Technical,
        Policies,
        "Apply OPA/Gatekeeper or Kyverno to enforce security policies in Kubernetes",
    ),
    maturity("M4T2", 4, Technical, Policies, "Use immutable infrastructure (no shell access, GitOps)"),
    maturity(
        "M4T3",
        4,
        Technical,
        Both("rules that live in the SIEM"),
        "Enable anomaly detection via AI/ML (cloud or SIEM tools)",
    ),
    maturity(
        "M4T4",
        4,
        Technical,
        Both("zero-knowledge proofs, which no realm shows"),
        "Enable Selective Disclosure and Zero Knowledge Proofs in VC flows",
    ),
    duty("P1", "Platform Team", Policies, "Set up and manage OAuth 2.0 / OIDC provider (e.g., Keycloak)"),
    duty("P2", "Platform Team", Policies, "Configure default security policies for tokens, scopes, roles"),
    duty("P3", "Platform Team", Policies, "Implement secrets management system (e.g., Vault) and grant scoped access"),
    duty(
        "P4",
        "Platform Team",
        Policies,
        "Provision and manage service mesh (e.g., Istio) for secure internal communication",
    ),
    duty("P5", "Platform Team", Policies, "Enforce TLS, mTLS, and firewall rules"),
    duty("P6", "Platform Team", Policies, "Centralize logging and monitoring (ELK, Loki, Prometheus)"),
    duty("P7", "Platform Team", Policies, "Manage certificate infrastructure (TLS and VC signing)"),
    duty("P8", "Platform Team", Policies, "Set up VC registry and revocation infrastructure"),
    duty(
        "P9",
        "Platform Team",
        Both("the portal or interface by which departments join"),
        "Build APIs/tools for self-service onboarding of departments",
    ),
    duty(
        "A1",
        "Application Developer",
        Both("that applications check tokens and scopes themselves"),
        "Validate tokens (JWTs) and scopes for every API call",
    ),
    duty(
        "A2",
        "Application Developer",
        Both("that source code holds no credentials"),
        "Use short-lived tokens; avoid hardcoded credentials",
    ),
    duty("A3", "Application Developer", Policies, "Integrate with centralized auth (Keycloak/OIDC)"),
    duty(
        "A4",
        "Application Developer",
        Both("how applications call each other with OAuth"),
        "Secure inter-service calls using OAuth or mesh identities",
    ),
    duty("A5", "Application Developer", Policies, "Store and present VCs using standard protocols (e.g., OID4VC)"),
    duty(
        "A6",
        "Application Developer",
        Both("validation of input and escaping of output in the code"),
        "Apply OWASP best practices (input validation, XSS prevention)",
    ),
    duty(
        "A7",
        "Application Developer",
        Both("what applications log, and how a request is followed through it"),
        "Log meaningful actions with traceability",
    ),
    duty("D1", "DevOps / SRE", Policies, "Secure infrastructure-as-code (e.g., Terraform, Helm)"),
    duty("D2", "DevOps / SRE", Policies, "Restrict and audit access to secrets and deployments"),
    duty("D3", "DevOps / SRE", Policies, "Automate key/token rotation and provisioning"),
    duty(
        "D4",
        "DevOps / SRE",
        Both("who is called when something is found, and when"),
        "Monitor runtime environments for anomalies",
    ),
    duty("D5", "DevOps / SRE", Policies, "Enforce TLS termination, rate limiting, and resource quotas"),
    duty("D6", "DevOps / SRE", Policies, "Patch and harden OS and container base images"),
    duty(
        "B1",
        "Database Administrator",
        Both("encryption of single columns inside of the schemas"),
        "Encrypt sensitive data at rest (with column-level encryption if needed)",
    ),
    duty(
        "B2",
        "Database Administrator",
        Both("what is granted to whom inside of the databases"),
        "Apply least-privilege database roles and credentials",
    ),
    duty("B3", "Database Administrator", Policies, "Enable access and query logging"),
    duty("B4", "Database Administrator", Policies, "Use Vault or similar for secret injection into apps"),
    duty(
        "B5",
        "Database Administrator",
        Both("dated results of restores"),
        "Ensure secure and tested backup processes",
    ),
    duty(
        "C1",
        "Compliance / Governance",
        Both("the policies on data classes and privacy"),
        "Maintain data classification and privacy policies",
    ),
    duty(
        "C2",
        "Compliance / Governance",
        Both("the standards on sharing and consent"),
        "Define citizen data sharing and consent standards",
    ),
    duty(
        "C3",
        "Compliance / Governance",
        Both("records of the reviews of external access"),
        "Monitor external access and revocation compliance",
    ),
    duty(
        "C4",
        "Compliance / Governance",
        Both("the register of the laws that apply"),
        "Track alignment with regulations (e.g., DPDP, GDPR)",
    ),
    duty(
        "C5",
        "Compliance / Governance",
        Both("the playbook, and who notifies whom of a breach"),
        "Lead breach notification and incident response protocols",
    ),
];

/// The layers of the responsibility model.
pub static LAYERS: [Layer; 9] = [
    Layer { name: "Platform infrastructure", primary: "Platform/DevOps Team", supporting: &["Cloud/Network Admins"] },
    Layer { name: "Authentication & IAM", primary: "Platform Security Team", supporting: &["Application Developers"] },
    Layer {
        name: "Secrets Management",
        primary: "Platform/DevOps Team",
        supporting: &["Developers", "Database Admins"],
    },
    Layer { name: "API & Service Security", primary: "Application Developers", supporting: &["Platform Team"] },
    Layer {
        name: "Credential Management (VCs)",
        primary: "Platform Security Team",
        supporting: &["App Developers", "Wallet Team"],
    },
    Layer {
        name: "Data Security & Encryption",
        primary: "Database Admins",
        supporting: &["Platform Team", "Compliance"],
    },
    Layer { name: "Network Security", primary: "Network/Cloud Team", supporting: &["DevOps"] },
    Layer { name: "Monitoring & Audit Logs", primary: "DevOps / SRE Team", supporting: &["Platform Team"] },
    Layer { name: "Compliance & Risk", primary: "Security & Legal Team", supporting: &["All Engineering Functions"] },
];
