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

{{- /* What the pods say to a Prometheus that looks for annotations; the port is handed in. */}}
{{- define "hereabouts.scrape" -}}
prometheus.io/scrape: "true"
prometheus.io/port: {{ . | quote }}
prometheus.io/path: /metrics
{{- end }}
