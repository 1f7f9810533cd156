{{- define "plumbline-sentinel.name" -}}
{{- printf "%s-sentinel" .Release.Name | replace "plumbline-sentinel-sentinel" "plumbline-sentinel" | trunc 63 | trimSuffix "-" -}}
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
