{{- define "plumbline-sentinel.name" -}}
{{- printf "%s-sentinel" .Release.Name | replace "plumbline-sentinel-sentinel" "plumbline-sentinel" | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* Who pushes the inventory: the account that `plumbline clusters add --pushes` enrols by default. */}}
{{- define "plumbline-sentinel.inventory" -}}
{{- printf "%s-inventory" (.Release.Name | trunc 53 | trimSuffix "-") -}}
{{- end -}}

{{- define "plumbline-sentinel.labels" -}}
app.kubernetes.io/name: plumbline-sentinel
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "plumbline-sentinel.selector" -}}
app.kubernetes.io/name: plumbline-sentinel
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "plumbline-sentinel.image" -}}
{{- $image := .Values.image -}}
{{- if $image.digest -}}{{ $image.repository }}@{{ $image.digest }}
{{- else -}}{{ $image.repository }}:{{ $image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{/* The audience that the control plane expects: this installation and this cluster, nobody else's. */}}
{{- define "plumbline-sentinel.audience" -}}
plumbline:{{ .Values.installation }}:{{ required "cluster is required: the name under which this cluster was enrolled" .Values.cluster }}
{{- end -}}

{{/* What a pod shows at the door: a token of its own, or the cluster's enrolment token. */}}
{{- define "plumbline-sentinel.token" -}}
{{- if .Values.enrolmentTokenSecret -}}
secret:
  secretName: {{ .Values.enrolmentTokenSecret }}
  items:
    - {key: token, path: token}
{{- else -}}
projected:
  sources:
    - serviceAccountToken:
        path: token
        audience: {{ include "plumbline-sentinel.audience" . }}
        expirationSeconds: 3600
{{- end -}}
{{- end -}}
