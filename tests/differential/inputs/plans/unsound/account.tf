resource "aws_cloudtrail" "unsound" {
  name                       = "unsound"
  s3_bucket_name             = "trail"
  enable_logging             = false
  is_multi_region_trail      = false
  enable_log_file_validation = false
}

resource "aws_cloudwatch_log_group" "one_month" {
  name              = "one-month"
  retention_in_days = 30
}

resource "aws_guardduty_detector" "unsound" {
  enable = false
}

resource "aws_config_configuration_recorder" "unsound" {
  name     = "unsound"
  role_arn = "arn:aws:iam::111122223333:role/config"
  recording_group {
    all_supported = false
  }
}

resource "aws_config_configuration_recorder_status" "unsound" {
  name       = aws_config_configuration_recorder.unsound.name
  is_enabled = false
}

resource "aws_iam_account_password_policy" "unsound" {
  minimum_password_length   = 8
  password_reuse_prevention = 1
}

resource "aws_iam_access_key" "root" {
  user = "root"
}

resource "aws_iam_user" "unsound" {
  name = "unsound"
}

resource "aws_iam_user_login_profile" "unsound" {
  user = aws_iam_user.unsound.name
}

resource "aws_iam_user_policy_attachment" "unsound" {
  user       = aws_iam_user.unsound.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_policy" "everything" {
  name = "everything"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }]
  })
}

resource "aws_iam_policy" "climbs" {
  name = "climbs"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["iam:CreatePolicyVersion", "iam:AttachUserPolicy"]
      Resource = "*"
    }]
  })
}

resource "aws_iam_role" "by_anyone" {
  name = "by-anyone"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "*" } }]
  })
}

resource "aws_iam_role" "by_a_whole_account" {
  name = "by-a-whole-account"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::444455556666:root" } }]
  })
}

resource "aws_iam_role" "by_every_workflow" {
  name = "by-every-workflow"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }
      Condition = { StringLike = { "token.actions.githubusercontent.com:sub" = "*" } }
    }]
  })
}

resource "aws_kms_key" "unsound" {
  description         = "open to all"
  enable_key_rotation = false
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "kms:*", Resource = "*", Principal = { AWS = "*" } }]
  })
}
