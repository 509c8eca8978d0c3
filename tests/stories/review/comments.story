# What is too long is refused with what is accepted; either side resolves.
at 2024-11-18T09:00+07:00
given 06560115 has submitted
province-56 says at U2.1 of 06560115: (100000 letters)
refused 400 thread.too_long
told 100,000
told 4,000
province-56 asks at U2.1 of 06560115: รวมบ้านเช่าหรือไม่
clerk-06560115 is asked at U2.1: รวมบ้านเช่าหรือไม่
clerk-06560115 says at U2.1 of 06560115: รวมแล้ว
province-56 resolves U2.1 of 06560115
clerk-06560115 resolves U2.1 of 06560115
refused 404 problem.not_found
recount 0
