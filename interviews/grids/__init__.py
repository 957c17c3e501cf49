"""What a grid asks: its questions, when each is asked, what an answer is, and a revision on screen and on paper."""
