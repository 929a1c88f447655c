# SPDX-License-Identifier: Apache-2.0
# Terraform's course at a cluster: plan, apply, nothing more to do, an object of a definition that only now exists, a change,
# something taken out of the state and imported again, a conflict of field managers, destroy.
. "$(dirname "$0")/steps.sh"
export TF_IN_AUTOMATION=1 TF_INPUT=0 CHECKPOINT_DISABLE=1
tf() { "$TERRAFORM" "$@" -no-color; }
sums() { "$@" > tf.log 2>&1; local code=$?; cat tf.log >&2; grep -E '^(Plan|Apply complete|Destroy complete|No changes|Import successful|│ Error)' tf.log; return $code; }
step 'plan' sums tf plan -lock=false
step 'apply' sums tf apply -auto-approve
step 'plan again: no difference' sums tf plan -detailed-exitcode
export TF_VAR_object=true
step 'apply of an object of the new definition' sums tf apply -auto-approve
step 'plan again: no difference with it' sums tf plan -detailed-exitcode
step 'refresh' sums tf apply -refresh-only -auto-approve
step 'outputs' tf output
step 'state list' tf state list
export TF_VAR_replicas=2
step 'apply of a change' sums tf apply -auto-approve
step 'plan after it: no difference' sums tf plan -detailed-exitcode
quietly tf state rm kubernetes_config_map_v1.settings
step 'import' sums "$TERRAFORM" import -no-color kubernetes_config_map_v1.settings "$TF_VAR_prefix-tf/settings"
step 'plan after an import: no difference' sums tf plan -detailed-exitcode
export TF_VAR_owner=other
step 'a field of another manager' sums tf apply -auto-approve
export TF_VAR_owner=
step 'destroy' sums tf destroy -auto-approve
