{{- /* SPDX-License-Identifier: Apache-2.0 */ -}}
{{- define "scs-gateway.name" -}}
{{- if contains "scs-gateway" .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{ else }}{{ printf "%s-scs-gateway" (.Release.Name | trunc 28 | trimSuffix "-") }}{{ end -}}
{{- end }}

{{- define "scs-gateway.selector" -}}
app.kubernetes.io/name: scs-gateway
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "scs-gateway.labels" -}}
{{ include "scs-gateway.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "scs-gateway.metadata" -}}
name: {{ include "scs-gateway.name" . }}
namespace: {{ .Release.Namespace }}
labels:
  {{- include "scs-gateway.labels" . | nindent 2 }}
{{- end }}

{{- define "scs-gateway.image" -}}
{{- with .Values.image }}
{{- if .digest }}{{ .repository }}@{{ .digest }}{{ else }}{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end }}
{{- end }}

{{- define "scs-gateway.host" -}}
{{- (urlParse .Values.config.gateway.publicUrl).host | splitList ":" | first -}}
{{- end }}

{{- /* "auto": where the cluster has the kind. */ -}}
{{- define "scs-gateway.wanted" -}}
{{- $value := toString (index . 1) -}}
{{- if eq $value "auto" }}{{ if (index . 0).Capabilities.APIVersions.Has (index . 2) }}yes{{ end }}{{ else if eq $value "true" }}yes{{ end -}}
{{- end }}

{{- /* The file as the gateway reads it. */ -}}
{{- define "scs-gateway.config" -}}
{{- $v := .Values -}}
{{- $gateway := deepCopy $v.config.gateway -}}
{{- $listen := dict "host" "0.0.0.0" "port" (int $v.ports.https) -}}
{{- if not $v.tls.endsInFront }}{{ $_ := set $listen "tls" (dict "cert" "file:/run/secrets/tls/tls.crt" "key" "file:/run/secrets/tls/tls.key") }}{{ end -}}
{{- $_ := set $gateway "listen" $listen -}}
{{- $_ := set $gateway "operations" (dict "host" "0.0.0.0" "port" (int $v.ports.operations)) -}}
{{- $_ := set $gateway "keys" "/run/secrets/keys" -}}
{{- $_ := set $gateway "drainDelay" (printf "%ds" (int $v.drain.delaySeconds)) -}}
{{- $_ := set $gateway "drainTimeout" (printf "%ds" (int $v.drain.timeoutSeconds)) -}}
{{- toYaml (dict "gateway" $gateway "state" (dict "redis" "file:/run/secrets/redis/url") "identityProviders" $v.config.identityProviders "clouds" $v.config.clouds) -}}
{{- end }}

{{- /* Of what a running gateway cannot take up (docs/operations.md): a change of it starts the pods anew, one of clouds and providers does not. */ -}}
{{- define "scs-gateway.fixed" -}}
{{- $config := include "scs-gateway.config" . | fromYaml -}}
{{- $gateway := pick $config.gateway "publicUrl" "listen" "operations" "keys" "trustedProxies" "proxyProtocol" "forwardedHeader" "clusterDomain" "consoleDomain" "s3Domain" "audit" -}}
{{- $connections := pick (dig "limits" "connections" dict $config.gateway) "resets" "headSize" -}}
{{- dict "gateway" $gateway "connections" $connections "state" $config.state | toJson | sha256sum -}}
{{- end }}

{{- define "scs-gateway.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ int .Values.runAs }}
runAsGroup: {{ int .Values.runAs }}
# Secrets are readable by this group alone.
fsGroup: {{ int .Values.runAs }}
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "scs-gateway.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- define "scs-gateway.env" -}}
- { name: SCS_GATEWAY_CONFIG, value: /etc/scs-gateway/gateway.yaml }
{{- with .Values.env }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- /* All but the keys: those are mounted where they are used, and made in memory where they are rotated. */ -}}
{{- define "scs-gateway.mounts" -}}
# Whole folders: a file mounted by subPath would never change.
- { name: config, mountPath: /etc/scs-gateway, readOnly: true }
{{- if not .Values.tls.endsInFront }}
- { name: tls, mountPath: /run/secrets/tls, readOnly: true }
{{- end }}
- { name: redis, mountPath: /run/secrets/redis, readOnly: true }
- { name: tmp, mountPath: /tmp }
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- range .Values.secrets }}
- { name: {{ printf "secret-%s" .name }}, mountPath: {{ printf "/run/secrets/%s" .name }}, readOnly: true }
{{- end }}
{{- end }}

{{- define "scs-gateway.volumes" -}}
- name: config
  configMap: { name: {{ include "scs-gateway.name" . }} }
{{- if not .Values.tls.endsInFront }}
- name: tls
  secret: { secretName: {{ .Values.tls.secretName }}, defaultMode: 0440 }
{{- end }}
- name: redis
  secret:
    secretName: {{ .Values.redis.secretName }}
    defaultMode: 0440
    items: [{ key: url, path: url }]
- name: tmp
  emptyDir: { medium: Memory, sizeLimit: 16Mi }
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- range .Values.secrets }}
- name: {{ printf "secret-%s" .name }}
  secret: { secretName: {{ .secretName }}, defaultMode: 0440 }
{{- end }}
{{- end }}
