using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Xunit;

namespace Lockstep.Tests.Wire;

public sealed class HelloTests
{
    [Theory]
    [InlineData(1, 1, 1, 1, 1)]
    [InlineData(1, 3, 2, 5, 3)]
    [InlineData(2, 5, 1, 3, 3)]
    [InlineData(1, 9, 4, 4, 4)]
    public void Two_ends_speak_the_newest_version_both_know(int ourLeast, int ourNewest, int theirLeast, int theirNewest, int agreed)
    {
        Assert.True(Speaks(ourLeast, ourNewest).TryAgree(Speaks(theirLeast, theirNewest), out Agreement agreement));
        Assert.Equal(agreed, agreement.Version);
    }

    [Theory]
    [InlineData(1, 1, 2, 2)]
    [InlineData(4, 9, 1, 3)]
    public void Two_ends_without_a_common_version_do_not_agree(int ourLeast, int ourNewest, int theirLeast, int theirNewest) =>
        Assert.False(Speaks(ourLeast, ourNewest).TryAgree(Speaks(theirLeast, theirNewest), out _));

    [Fact]
    public void Only_features_of_both_count()
    {
        Assert.True(Speaks(1, 1, features: 0b0110).TryAgree(Speaks(1, 1, features: 0b0011), out Agreement agreement));
        Assert.Equal(0b0010UL, agreement.Features);
    }

    private static Hello Speaks(int least, int newest, ulong features = 0) => new(least, newest, features, "build", "linux-x64");
}
