"""Sentences about the invented statutes of conftest.py."""

FINE = "根据《示范交易法》第三条的规定，交易应当公平。"
INVENTED = "根据《示范交易法》第九十九条的规定，样本由卖方保管。"
REPEALED = "依照《示范旧约法》第五十二条，约定无效。"
PLAIN = "今天天气很好，我们去公园散步。"
