# One body gets more time while the rest of the country is closed; another asks for it; a third asks for its certified answers.
at 2024-11-22T23:00+07:00
given 06560115 has filled its report
given 06560114 has filled its report
department extends 06560115 until 21/11/2567: น้ำท่วมสำนักงาน
refused 400 windows.in_the_past
department extends 06560115 until 25/11/2567: น้ำท่วมสำนักงาน

at 2024-11-23T09:00+07:00
clerk-06560114 saves U2.1 = 2000
refused 403 window.after
clerk-06560115 saves U2.1 = 2345
approver-06560115 submits
province-56 approves 06560115           # the window of the body is not the reviewer's
06560115 is approved
recount 0

clerk-06560114 asks for time: เครื่องคอมพิวเตอร์เสียหาย
province-56 forwards what 06560114 asks
department grants what 06560114 asks until 24/11/2567
approver-06560114 submits
at 2024-11-25T09:00+07:00
approver-06560114 withdraws
refused 403 window.after
province-56 approves 06560114
recount 0

# What is certified is opened again by who may, and no longer counts as certified.
clerk-06560114 asks for its answers: จำนวนครัวเรือนผิด
department grants what 06560114 asks until 26/11/2567
06560114 is begun
56 counts 2 begun, 1 submitted, 1 approved
clerk-06560114 saves U2.1 = 3712
approver-06560114 submits
province-56 approves 06560114
recount 0

# Not by an office below the one that stands by it.
department lets 56 grant
department accepts 06560114
clerk-06560114 asks for its answers: จำนวนประชากรผิด
province-56 grants what 06560114 asks until 27/11/2567
refused 409 certify.stands_above
06560114 is accepted
recount 0
