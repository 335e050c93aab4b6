// A chart in which nothing is wrong, for the tests in the workbench and in the extension host.
const template = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: {{ .Values.image.repository }}:{{ .Values.image.tag }}
      securityContext:
        privileged: {{ .Values.privileged }}
`;
const values = 'image:\n  repository: nginx\n  tag: "1.2"\nprivileged: false\n';

module.exports = {
  template,
  values,
  chart: {
    'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
    'values.yaml': values,
    'templates/shop-pod.yaml': template,
    'templates/NOTES.txt': 'It runs as {{ .Release.Name }}.\n',
  },
};
