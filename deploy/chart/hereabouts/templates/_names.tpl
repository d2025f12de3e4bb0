{{- define "hereabouts.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "hereabouts.labels" -}}
app.kubernetes.io/name: hereabouts
app.kubernetes.io/version: {{ .Chart.AppVersion }}
{{- end }}

{{- /* The name of the allocator's Lease and of the ConfigMap that says who leads. */}}
{{- define "hereabouts.leader" -}}
hereabouts-allocator
{{- end }}

{{- /* For whom the agents' tokens are: not the API server. */}}
{{- define "hereabouts.audience" -}}
hereabouts.ipam.hereabouts.dev
{{- end }}
