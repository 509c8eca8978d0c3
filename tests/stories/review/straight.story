# A report goes the straight way: the body sends it, the district verifies, the province certifies, the department accepts.
at 2024-11-18T09:00+07:00
given 06560115 has filled its report
56 counts 1 begun, 0 submitted, 0 approved
approver-06560115 submits
56 counts 1 begun, 1 submitted, 0 approved
province-56 approves 06560115
06560115 is approved
56 counts 1 begun, 1 submitted, 1 approved
56 has U2 from 1 recorded, 1 submitted, 1 approved
department accepts 06560115
06560115 is accepted
recount 0

# Nothing is done twice, nothing is changed any more.
province-56 approves 06560115
refused 409 certify.already_accepted
told นายdepartment
clerk-06560115 saves U2.1 = 5
refused 409 report.certified
approver-06560115 withdraws
refused 409 report.certified_by
told นายdepartment

# Back step by step.
province-56 withdraws the approval of 06560115
refused 409 certify.already_accepted
department withdraws the acceptance of 06560115
province-56 withdraws the approval of 06560115
06560115 is submitted
56 has U2 from 1 recorded, 1 submitted, 0 approved
recount 0

# A province may want its districts to look first.
province-56 wants its districts first
province-56 approves 06560115
refused 409 certify.waits_for_district
district-5601 verifies 06560115
06560115 is verified
56 counts 1 begun, 1 submitted, 0 approved
approver-06560115 withdraws
refused 409 report.certified_by
told นายdistrict-5601
province-56 approves 06560115
district-5601 withdraws the verification of 06560115
refused 409 certify.already_approved
province-56 withdraws the approval of 06560115
06560115 is verified                    # what the district said stands
district-5601 withdraws the verification of 06560115
province-56 waits for no district
province-56 approves 06560115
06560115 is approved
recount 0
