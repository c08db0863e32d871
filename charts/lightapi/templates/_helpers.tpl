{{- define "lightapi.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "lightapi.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- $name := include "lightapi.name" . -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "lightapi.selectorLabels" -}}
app.kubernetes.io/name: {{ include "lightapi.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "lightapi.labels" -}}
{{ include "lightapi.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "lightapi.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "lightapi.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* lightapi.yaml: a text as it is, anything else as YAML. */}}
{{- define "lightapi.config" -}}
{{- if kindIs "string" .Values.config -}}{{ .Values.config }}{{- else -}}{{ toYaml .Values.config }}{{- end -}}
{{- end -}}

{{/* What signs cursors: what is said, what a release before this one made, or something new. */}}
{{- define "lightapi.cursorSecret" -}}
{{- $kept := lookup "v1" "Secret" .Release.Namespace (include "lightapi.fullname" .) -}}
{{- if .Values.cursors.secret -}}
{{- .Values.cursors.secret -}}
{{- else if and $kept (hasKey (default dict $kept.data) .Values.cursors.secretKey) -}}
{{- index $kept.data .Values.cursors.secretKey | b64dec -}}
{{- else -}}
{{- randAlphaNum 64 -}}
{{- end -}}
{{- end -}}

{{/* A variable from a Secret: one that exists, or the chart's own. */}}
{{- define "lightapi.secretVariable" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ .existing | default .own }}
      key: {{ .key }}
{{- end -}}
