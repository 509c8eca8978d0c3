# The body takes its report back at the very moment the province certifies it: one wins, the other is told who and when.
at 2024-11-18T09:00+07:00
given 06560115 has submitted
given 06560114 has submitted
given 05560104 has submitted
at once: approver-06560115 withdraws | province-56 approves 06560115
one wins, the other is told report.certified_by certify.not_submitted
at once: province-56 approves 06560114 | approver-06560114 withdraws
one wins, the other is told report.certified_by certify.not_submitted
at once: approver-05560104 withdraws | province-56 approves 05560104
one wins, the other is told report.certified_by certify.not_submitted
recount 0
