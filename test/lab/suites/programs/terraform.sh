# SPDX-License-Identifier: Apache-2.0
# Terraform's course: plan, apply, nothing more to do, a change, destroy. TERRAFORM: the program; the variables of the stack
# are in the environment.
. "$(dirname "$0")/steps.sh"
export TF_IN_AUTOMATION=1 TF_INPUT=0 CHECKPOINT_DISABLE=1
tf() { "$TERRAFORM" "$@" -no-color; }
sums() { "$@" > tf.log 2>&1; local code=$?; cat tf.log >&2; grep -E '^(Plan|Apply complete|Destroy complete|No changes)' tf.log; return $code; }
quietly tf get
step 'plan' sums tf plan -lock=false
step 'apply' sums tf apply -auto-approve
step 'plan again: no difference' sums tf plan -detailed-exitcode
step 'refresh' sums tf apply -refresh-only -auto-approve
step 'state list' tf state list
export TF_VAR_flavor=SCS-1V-2
step 'apply of another flavor' sums tf apply -auto-approve
step 'destroy' sums tf destroy -auto-approve
