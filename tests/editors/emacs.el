;;; emacs.el --- Runs inside Emacs, started by emacs.sh in a copy of examples/  -*- lexical-binding: t -*-

(require 'cl-lib)
(require 'eglot)
(require 'flymake)
(require 'yaml-mode)

(defvar failed 0)
(defvar passed 0)

(defun wait (what condition)
  "Let Emacs work until CONDITION holds; WHAT it is, for the message when it does not."
  (let ((end (+ (float-time) 30)))
    (while (not (funcall condition))
      (when (> (float-time) end) (error "waited in vain for %s" what))
      (accept-process-output nil 0.05))))

(defmacro test (name &rest body)
  "Run BODY and say under NAME whether it ended without an error."
  (declare (indent 1))
  `(condition-case err
       (progn ,@body (cl-incf passed) (princ (format "ok   %s\n" ,name)))
     (error (cl-incf failed) (princ (format "FAIL %s\n     %s\n" ,name (error-message-string err))))))

(defun of (policy)
  "The diagnostics of POLICY in this buffer, the buffer as it is."
  (cl-remove-if-not (lambda (found) (string-match-p (regexp-quote policy) (flymake-diagnostic-text found)))
                    (flymake-diagnostics)))

(defun at (found)
  "The text that FOUND underlines."
  (buffer-substring-no-properties (flymake-diagnostic-beg found) (flymake-diagnostic-end found)))

(find-file "kubernetes/issuer.yaml")
(yaml-mode)

(test "the server starts for the mode that the page names"
  (apply #'eglot--connect (eglot--guess-contact))
  (wait "the server" #'eglot-current-server))

(test "a manifest shows its findings where they are"
  (wait "K8S-003" (lambda () (flymake-start) (of "K8S-003")))
  (cl-assert (equal (mapcar #'at (of "K8S-003")) '("true"))))

(test "a hover explains the finding"
  (goto-char (flymake-diagnostic-beg (car (of "K8S-003"))))
  (let ((hover (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover (eglot--TextDocumentPositionParams))))
    (cl-assert (string-match-p "How to fix it" (plist-get (plist-get hover :contents) :value)))))

(test "unsaved text is what is judged"
  (let* ((found (car (of "K8S-003"))) (start (flymake-diagnostic-beg found)))
    (delete-region start (flymake-diagnostic-end found))
    (goto-char start)
    (insert "false")
    (eglot--signal-textDocument/didChange)
    (wait "the end of K8S-003" (lambda () (flymake-start) (null (of "K8S-003"))))))

(princ (format "%d passed, %d failed\n" passed failed))
(kill-emacs (if (zerop failed) 0 1))
