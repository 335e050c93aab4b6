//! `aws_iam_policy_document`: the text that the provider makes.

use insta::assert_snapshot;

use super::super::{SyntaxCache, read};
use super::{project, root, shown};
use crate::config::Config;

fn json(text: &str, address: &str) -> String {
    let (_folder, files) = project(&[("main.tf", text)]);
    let reading = read(&files, &root("."), &Config::default(), &SyntaxCache::default());
    let found = reading.resources.iter().find(|resource| resource.address == address).unwrap();
    found.values.get("json").and_then(|node| node.as_str()).unwrap_or("nothing").to_owned()
}

const STATEMENTS: &str = r#"
        data "aws_iam_policy_document" "base" {
          statement {
            sid       = "Replaced"
            effect    = "Deny"
            actions   = ["s3:*"]
            resources = ["*"]
          }
          statement {
            not_actions   = ["iam:*"]
            not_resources = ["a", "b"]
          }
        }
        data "aws_iam_policy_document" "whole" {
          policy_id               = "id"
          source_policy_documents = [data.aws_iam_policy_document.base.json]
          override_policy_documents = [jsonencode({
            Version = "2012-10-17"
            Statement = [{
              Sid       = "Over"
              Effect    = "Allow"
              Action    = ["b", "a"]
              Resource  = "<&>"
              Principal = { AWS = ["1", "2"] }
              Condition = { Bool = { "aws:SecureTransport" = true } }
            }]
          })]
          statement {
            sid       = "Replaced"
            actions   = ["s3:GetObject", "s3:PutObject", "s3:GetObject"]
            resources = ["arn:aws:s3:::x/&{aws:username}"]
            principals {
              type        = "AWS"
              identifiers = ["b", "a"]
            }
            principals {
              type        = "Service"
              identifiers = ["x.amazonaws.com"]
            }
            condition {
              test     = "StringEquals"
              variable = "aws:x"
              values   = ["2", "1"]
            }
            condition {
              test     = "StringEquals"
              variable = "aws:y"
              values   = ["one"]
            }
          }
          statement {
            sid = "Over"
          }
        }
    "#;

#[test]
fn statements_are_written_as_the_provider_writes_them() {
    assert_snapshot!(json(STATEMENTS, "data.aws_iam_policy_document.whole"), @r#"
    {
      "Version": "2012-10-17",
      "Id": "id",
      "Statement": [
        {
          "Sid": "Replaced",
          "Effect": "Allow",
          "Action": [
            "s3:PutObject",
            "s3:GetObject"
          ],
          "Resource": "arn:aws:s3:::x/${aws:username}",
          "Principal": {
            "AWS": [
              "b",
              "a"
            ],
            "Service": "x.amazonaws.com"
          },
          "Condition": {
            "StringEquals": {
              "aws:x": [
                "2",
                "1"
              ],
              "aws:y": "one"
            }
          }
        },
        {
          "Effect": "Allow",
          "NotAction": "iam:*",
          "NotResource": [
            "b",
            "a"
          ]
        },
        {
          "Sid": "Over",
          "Effect": "Allow",
          "Action": [
            "b",
            "a"
          ],
          "Resource": "\u003c\u0026\u003e",
          "Principal": {
            "AWS": [
              "2",
              "1"
            ]
          },
          "Condition": {
            "Bool": {
              "aws:SecureTransport": "true"
            }
          }
        }
      ]
    }
    "#);
}

#[test]
fn what_is_known_of_a_document_is_said() {
    assert_snapshot!(shown(
        r#"
        resource "aws_kms_key" "k" {}
        data "aws_iam_policy_document" "d" {
          statement {
            actions   = ["kms:*"]
            resources = [aws_kms_key.k.arn]
            condition {
              test     = "StringEquals"
              variable = "aws:RequestTag/${aws_kms_key.k.id}"
              values   = ["a"]
            }
          }
        }
        resource "aws_x" "x" { policy = data.aws_iam_policy_document.d.json }
        "#
    ), @r#"
    aws_kms_key aws_kms_key.k actions=create
      values {}
    data.aws_iam_policy_document data.aws_iam_policy_document.d actions=read
      values {json: "{\"Statement\":[{\"Action\":\"kms:*\",\"Condition\":null,\"Effect\":\"Allow\",\"Resource\":null}],\"Version\":\"2012-10-17\"}", statement: [{actions: ["kms:*"], resources: [null], condition: [{test: "StringEquals", values: ["a"]}]}]}
      unknown json.@json.Statement[0].Condition: known after apply: `aws_kms_key.k.id`
      unknown json.@json.Statement[0].Resource: known after apply: `aws_kms_key.k.arn`
      unknown statement[0].resources[0]: known after apply: `aws_kms_key.k.arn`
      unknown statement[0].condition[0].variable: known after apply: `aws_kms_key.k.id`
      reference statement[0].resources -> aws_kms_key.k
      reference statement[0].condition[0].variable -> aws_kms_key.k
      literal statement[0].actions
      literal statement[0].condition[0].test
      literal statement[0].condition[0].values
    aws_x aws_x.x actions=create
      values {policy: "{\"Statement\":[{\"Action\":\"kms:*\",\"Condition\":null,\"Effect\":\"Allow\",\"Resource\":null}],\"Version\":\"2012-10-17\"}"}
      unknown policy.@json.Statement[0].Condition: known after apply: `aws_kms_key.k.id`
      unknown policy.@json.Statement[0].Resource: known after apply: `aws_kms_key.k.arn`
      reference policy -> data.aws_iam_policy_document.d
    "#);
}

#[test]
fn a_document_whose_statements_are_not_known_is_not() {
    assert_snapshot!(shown(
        r#"
        variable "more" {}
        data "aws_iam_policy_document" "d" {
          dynamic "statement" {
            for_each = var.more
            content { actions = [statement.value] }
          }
        }
        resource "aws_x" "x" {
          policy = data.aws_iam_policy_document.d.json
          other  = jsonencode({ Statement = [{ Action = "s3:*", Resource = var.more }] })
        }
        "#
    ), @r#"
    data.aws_iam_policy_document data.aws_iam_policy_document.d actions=read
      values {}
      unknown json: variable `more` has no value
      unknown statement: variable `more` has no value
    aws_x aws_x.x actions=create
      values {other: "{\"Statement\":[{\"Action\":\"s3:*\",\"Resource\":null}]}"}
      unknown policy: variable `more` has no value
      unknown other.@json.Statement[0].Resource: variable `more` has no value
      reference policy -> data.aws_iam_policy_document.d
    "#);
}
