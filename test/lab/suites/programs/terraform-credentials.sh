# SPDX-License-Identifier: Apache-2.0
# Terraform with tokens that end while it runs. TERRAFORM: the program; WAIT: seconds in the middle of each course.
. "$(dirname "$0")/steps.sh"
export TF_IN_AUTOMATION=1 TF_INPUT=0 CHECKPOINT_DISABLE=1
tf() { "$TERRAFORM" "$@" -no-color; }
sums() { "$@" > tf.log 2>&1; local code=$?; cat tf.log >&2; grep -E '^(Plan|Apply complete|Destroy complete|No changes)' tf.log; return $code; }
quietly tf get
step 'plan' sums tf plan -lock=false
step 'apply' sums tf apply -auto-approve
step 'plan again: no difference' sums tf plan -detailed-exitcode
step 'destroy' sums tf destroy -auto-approve
