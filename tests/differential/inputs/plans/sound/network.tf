resource "aws_vpc" "sound" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_default_security_group" "sound" {
  vpc_id = aws_vpc.sound.id
}

resource "aws_flow_log" "sound" {
  vpc_id          = aws_vpc.sound.id
  traffic_type    = "ALL"
  log_destination = "arn:aws:logs:eu-central-1:111122223333:log-group:flows"
  iam_role_arn    = "arn:aws:iam::111122223333:role/flows"
}

resource "aws_subnet" "sound" {
  vpc_id                  = aws_vpc.sound.id
  cidr_block              = "10.1.1.0/24"
  map_public_ip_on_launch = false
}

resource "aws_network_acl_rule" "https_from_inside" {
  network_acl_id = "acl-2"
  rule_number    = 100
  egress         = false
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "10.0.0.0/8"
  from_port      = 443
  to_port        = 443
}

resource "aws_vpc_security_group_ingress_rule" "https_from_inside" {
  security_group_id = "sg-2"
  from_port         = 443
  to_port           = 443
  ip_protocol       = "tcp"
  cidr_ipv4         = "10.0.0.0/8"
}

resource "aws_lb" "sound" {
  name                       = "sound"
  internal                   = false
  load_balancer_type         = "application"
  subnets                    = ["subnet-1", "subnet-2"]
  drop_invalid_header_fields = true
}

resource "aws_lb_listener" "tls" {
  load_balancer_arn = aws_lb.sound.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = "arn:aws:acm:eu-central-1:111122223333:certificate/a"
  default_action {
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/a/0"
  }
}

resource "aws_lb_listener" "redirect" {
  load_balancer_arn = aws_lb.sound.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type = "redirect"
    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_wafv2_web_acl_association" "sound" {
  resource_arn = aws_lb.sound.arn
  web_acl_arn  = aws_wafv2_web_acl.sound.arn
}

resource "aws_wafv2_web_acl_association" "stage" {
  resource_arn = aws_api_gateway_stage.sound.arn
  web_acl_arn  = aws_wafv2_web_acl.sound.arn
}

resource "aws_wafv2_web_acl" "sound" {
  name  = "sound"
  scope = "REGIONAL"
  default_action {
    allow {}
  }
  dynamic "rule" {
    for_each = ["AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet", "AWSManagedRulesSQLiRuleSet"]
    content {
      name     = rule.value
      priority = rule.key
      override_action {
        none {}
      }
      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.value
        }
      }
      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = rule.value
        sampled_requests_enabled   = true
      }
    }
  }
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "sound"
    sampled_requests_enabled   = true
  }
}

resource "aws_wafv2_web_acl_logging_configuration" "sound" {
  resource_arn            = aws_wafv2_web_acl.sound.arn
  log_destination_configs = ["arn:aws:logs:eu-central-1:111122223333:log-group:aws-waf-logs-sound"]
}

resource "aws_cloudfront_distribution" "sound" {
  enabled    = true
  web_acl_id = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/edge/0"
  origin {
    domain_name = "origin.example.gov"
    origin_id   = "origin"
  }
  default_cache_behavior {
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    target_origin_id       = "origin"
    viewer_protocol_policy = "redirect-to-https"
    cache_policy_id        = "658327ea-f89d-4fab-a63d-7e88639e58f6"
  }
  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
  viewer_certificate {
    acm_certificate_arn      = "arn:aws:acm:us-east-1:111122223333:certificate/a"
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}
