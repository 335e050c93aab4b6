resource "aws_cloudtrail" "sound" {
  name                       = "sound"
  s3_bucket_name             = "trail"
  enable_logging             = true
  is_multi_region_trail      = true
  enable_log_file_validation = true
  kms_key_id                 = "arn:aws:kms:eu-central-1:111122223333:key/sound"
  cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.sound.arn}:*"
  cloud_watch_logs_role_arn  = "arn:aws:iam::111122223333:role/trail"
}

resource "aws_cloudwatch_log_group" "sound" {
  name              = "sound"
  retention_in_days = 400
  kms_key_id        = "arn:aws:kms:eu-central-1:111122223333:key/sound"
}

resource "aws_guardduty_detector" "sound" {
  enable = true
}

resource "aws_guardduty_organization_configuration" "sound" {
  detector_id                      = aws_guardduty_detector.sound.id
  auto_enable_organization_members = "ALL"
}

resource "aws_config_configuration_recorder" "sound" {
  name     = "sound"
  role_arn = "arn:aws:iam::111122223333:role/config"
  recording_group {
    all_supported                 = true
    include_global_resource_types = true
  }
}

resource "aws_config_configuration_recorder_status" "sound" {
  name       = aws_config_configuration_recorder.sound.name
  is_enabled = true
}

resource "aws_securityhub_account" "sound" {}

resource "aws_securityhub_standards_subscription" "sound" {
  standards_arn = "arn:aws:securityhub:eu-central-1::standards/aws-foundational-security-best-practices/v/1.0.0"
}

resource "aws_iam_account_password_policy" "sound" {
  minimum_password_length        = 16
  password_reuse_prevention      = 24
  require_lowercase_characters   = true
  require_uppercase_characters   = true
  require_numbers                = true
  require_symbols                = true
  allow_users_to_change_password = true
}

resource "aws_iam_group_policy_attachment" "sound" {
  group      = "readers"
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_policy_attachment" "sound" {
  name       = "readers"
  groups     = ["readers"]
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_policy" "narrow" {
  name = "narrow"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = ["arn:aws:s3:::sound/*"] }]
  })
}

resource "aws_iam_role" "by_one_service" {
  name = "by-one-service"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role" "by_one_workflow" {
  name = "by-one-workflow"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }
      Condition = {
        StringEquals = {
          "token.actions.githubusercontent.com:sub" = "repo:example-gov/portal:ref:refs/heads/main"
          "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
        }
      }
    }]
  })
}
