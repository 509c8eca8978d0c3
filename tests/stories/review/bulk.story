# A province of 334 bodies certifies all that nothing speaks against, in one go.
at 2024-11-18T09:00+07:00
given all of 30 have submitted
30 counts 334 begun, 334 submitted, 0 approved
province-30 asks at U2.1 of 03300102: ตัวเลขนี้มาจากไหน
province-30 previews
recount 0

# Meanwhile one is taken back, and one is asked about.
approver-05300103 withdraws
province-30 approves all previewed
told 05300103: ถูกถอนคืน
05300103 is begun
03300102 is submitted
recount 0
