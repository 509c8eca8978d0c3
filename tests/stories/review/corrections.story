# Sent back twice: the body sees what is asked at the field, the province sees what it changed.
at 2024-11-18T09:00+07:00
given 06560115 has submitted
province-56 opens 06560115
province-56 sends back 06560115 until 16/11/2567: U2.1 = จำนวนครัวเรือนต่างจากปีก่อนมาก
refused 400 correction.due_past
province-56 sends back 06560115 until พรุ่งนี้: U2.1 = จำนวนครัวเรือนต่างจากปีก่อนมาก
refused 400 correction.no_due
province-56 sends back 06560115 until 20/11/2567: U2.1 = จำนวนครัวเรือนต่างจากปีก่อนมาก
06560115 is begun
56 has U2 from 1 recorded, 0 submitted, 0 approved
clerk-06560115 is asked at U2.1: จำนวนครัวเรือนต่างจากปีก่อนมาก
recount 0

clerk-06560115 saves U2.1 = 2345
clerk-06560115 says at U2.1 of 06560115: ตรวจแล้วตามทะเบียนบ้านกลาง
clerk-06560115 resolves U2.1 of 06560115
approver-06560115 submits
province-56 approves 06560115           # what it saw was the first sending
refused 409 certify.changed
told U2.1:
told 2,345
province-56 opens 06560115
province-56 sends back 06560115 until 22/11/2567: โปรดแนบที่มาของปริมาณขยะ
06560115 is begun
clerk-06560115 saves U2.1 = 2346
province-56 sees U2.1 was 2,345 ครัวเรือน and is 2,346 ครัวเรือน in 06560115
approver-06560115 submits
province-56 opens 06560115
province-56 approves 06560115
06560115 is approved
56 has U2 from 1 recorded, 1 submitted, 1 approved
recount 0

# The window has closed: only what was sent back may still be corrected, until its due date.
at 2024-11-25T09:00+07:00
province-56 sends back 06560115 until 27/11/2567: U2.1 = ยังไม่ตรง
clerk-06560115 saves U2.1 = 2350
approver-06560115 submits
province-56 opens 06560115
province-56 sends back 06560115 until 27/11/2567: U2.1 = ยังไม่ตรง
at 2024-11-28T09:00+07:00
clerk-06560115 saves U2.1 = 2351
refused 403 window.after
recount 0
